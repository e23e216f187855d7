using System.CommandLine;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data</c>: what data is like, which data sets have names, and data as a file.</summary>
internal static class DataCommand
{
    public static Command Create(ConsoleContext console) => new("data", "Look at data before training on it")
    {
        DataInfoCommand.Create(console),
        DataListCommand.Create(console),
        DataExportCommand.Create(console),
    };
}
