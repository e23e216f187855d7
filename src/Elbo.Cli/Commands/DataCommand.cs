using System.CommandLine;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data</c>: what data is like, which data sets have names, and data as a file.</summary>
internal static class DataCommand
{
    public static Command Create(Surroundings surroundings) => new("data", "Look at data before training on it")
    {
        DataInfoCommand.Create(surroundings),
        DataListCommand.Create(surroundings),
        DataExportCommand.Create(surroundings),
    };
}
