using System.CommandLine;

namespace Elbo.Cli.Commands;

internal static class RecommendCommand
{
    public static Command Create(Surroundings surroundings) => new("recommend", "");
}
