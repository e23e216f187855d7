using System.Text.RegularExpressions;

namespace Elbo.Tests.Cli;

/// <summary>Flags and commands in messages, comments and documents exist.</summary>
public partial class DocumentedFlagTests
{
    // Flags of git, tensorboard, mlflow and createdb.
    private static readonly string[] OtherPrograms = ["--always", "--dirty", "--abbrev", "--exclude", "--logdir", "--serve-artifacts", "--encoding", "--template"];

    public static TheoryData<string> Documents =>
    [
        "README.md", "CONTRIBUTING.md",
        .. Directory.GetFiles(Repository.Path("docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}"),
    ];

    [Fact]
    public void Every_flag_in_the_source_code_exists()
    {
        HashSet<string> known = [.. CommandTree.Flags, .. OtherPrograms];
        string[] files =
        [
            .. Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => Flag().Matches(File.ReadAllText(file))
            .Select(match => match.Value)
            .Where(flag => !known.Contains(flag))
            .Select(flag => $"{Path.GetFileName(file)}: {flag}")));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_command_line_in_the_documents_is_valid(string document) => Assert.Empty(File.ReadLines(Repository.Path(document))
        .Where(line => CommandLine().IsMatch(line))
        .SelectMany(ExampleCommandLine.Errors));

    /// <summary>A flag, but not the decrement of a variable.</summary>
    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z0-9-]+(?![\w;]|\.\w)")]
    private static partial Regex Flag();

    /// <summary>An indented line that runs elbo, perhaps with environment variables before it.</summary>
    [GeneratedRegex(@"^    ([A-Z_]+=\S+ )*elbo [a-z]")]
    private static partial Regex CommandLine();
}
