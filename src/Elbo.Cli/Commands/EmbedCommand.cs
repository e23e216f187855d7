using System.CommandLine;

namespace Elbo.Cli.Commands;

internal static class EmbedCommand
{
    public static Command Create(Surroundings surroundings) => new("embed", "");
}
