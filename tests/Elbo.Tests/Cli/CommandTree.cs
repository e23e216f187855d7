using System.CommandLine;
using Elbo.Cli;

namespace Elbo.Tests.Cli;

/// <summary>The commands of the program, for tests that must cover all of them.</summary>
internal static class CommandTree
{
    public static Command Root { get; } = Application.CreateRoot(new ConsoleContext(TextWriter.Null, TextWriter.Null, CancellationToken.None));

    /// <summary>The visible commands without subcommands, each with its full name such as "data info".</summary>
    public static IEnumerable<(string Name, Command Command)> Leaves => Find(Root, "").Where(leaf => !leaf.Command.Hidden);

    /// <summary>The names of all options of all commands.</summary>
    public static HashSet<string> Flags => [.. Find(Root, "").SelectMany(leaf => leaf.Command.Options).Concat(Root.Options).SelectMany(option => option.Aliases.Append(option.Name))];

    private static IEnumerable<(string Name, Command Command)> Find(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(child => Find(child, path.Length == 0 ? child.Name : $"{path} {child.Name}"));
}
