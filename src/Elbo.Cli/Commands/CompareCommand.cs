using System.CommandLine;

namespace Elbo.Cli.Commands;

internal static class CompareCommand
{
    public static Command Create(Surroundings surroundings) => new("compare", "");
}
