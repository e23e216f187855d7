using System.CommandLine;

namespace Elbo.Cli.Commands;

internal static class EvaluateCommand
{
    public static Command Create(Surroundings surroundings) => new("evaluate", "");
}
