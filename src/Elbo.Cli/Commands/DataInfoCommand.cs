using System.CommandLine;
using Elbo.Data;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data info</c>: size, density, history lengths, popularity and time range of data.</summary>
internal static class DataInfoCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "info",
            "Show statistics of data: size, history lengths, popularity, time range",
            "elbo data info --data sample",
            "elbo data info --data ml-1m --min-value 4 --min-user-interactions 5",
            "elbo data info --data clicks.csv --user-column visitor --item-column page --json");
        DataFlags data = new(required: true);
        Option<bool> json = CommonFlags.Json("the statistics");
        data.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            RunContext context = new() { Logger = new WarningLogger(console.Error), CancellationToken = console.CancellationToken };
            InteractionDataset loaded = DataFlags.Load(data.RequireSource(parsed), data.Preprocessing(parsed), context, console);
            StatisticsPrinter.Write(loaded, DataStatistics.Compute(loaded), parsed.GetValue(json), console.Out);
            return Application.Success;
        });
        return command;
    }
}
