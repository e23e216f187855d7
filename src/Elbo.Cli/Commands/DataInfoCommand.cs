using System.CommandLine;
using Elbo.Data;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data info</c>: size, density, history lengths, popularity and time range of data.</summary>
internal static class DataInfoCommand
{
    public static Command Create(Surroundings surroundings)
    {
        ExampleCommand command = new(
            "info",
            "Show what data is like: size, history lengths, popularity, time",
            "elbo data info --data sample",
            "elbo data info --data ml-1m --min-value 4 --min-user-interactions 5",
            "elbo data info --data clicks.csv --user-column visitor --item-column page --json");
        DataFlags data = new(required: true);
        Option<bool> json = CommonFlags.Json("the statistics");
        data.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            RunContext context = new() { Logger = new WarningLogger(surroundings.Error), Cancellation = surroundings.Cancellation };
            DataSet loaded = DataFlags.Load(data.Name(parsed)!, data.Read(parsed), data.Preparation(parsed), context, surroundings);
            StatisticsText.Write(loaded, DataStatistics.Of(loaded), parsed.GetValue(json), surroundings.Out);
            return Application.Success;
        });
        return command;
    }
}
