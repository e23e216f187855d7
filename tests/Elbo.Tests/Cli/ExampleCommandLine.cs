using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Elbo.Tests.Cli;

/// <summary>Command lines in documents and help texts, which must be valid.</summary>
internal static partial class ExampleCommandLine
{
    /// <summary>The errors of a line such as <c>NAME=value elbo train --model svae   # comment</c>; none if it is valid.</summary>
    public static IEnumerable<string> Errors(string line)
    {
        string command = Comment().Replace(line, "");
        string[] arguments = [.. CommandLineParser.SplitCommandLine(command[(command.IndexOf("elbo ", StringComparison.Ordinal) + "elbo ".Length)..])];
        return CommandTree.Root.Parse(arguments).Errors.Select(error => $"{line}: {error.Message}");
    }

    [GeneratedRegex(@"\s+# .*$")]
    private static partial Regex Comment();
}
