using System.CommandLine;

namespace Elbo.Cli.Commands;

internal static class DemoCommand
{
    public static Command Create(Surroundings surroundings) => new("demo", "");
}
