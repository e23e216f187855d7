using System.CommandLine;

namespace Elbo.Cli.Commands;

internal static class DataCommand
{
    public static Command Create(Surroundings surroundings) => new("data", "");
}
