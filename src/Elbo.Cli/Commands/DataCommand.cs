using System.CommandLine;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data</c>: statistics of data, built-in data sets, and export.</summary>
internal static class DataCommand
{
    public static Command Create(ConsoleContext console) => new("data", "Inspect data before training")
    {
        DataInfoCommand.Create(console),
        DataListCommand.Create(console),
        DataExportCommand.Create(console),
    };
}
