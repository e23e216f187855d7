using System.CommandLine;
using Elbo.IO;
using Elbo.Search;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo trial</c>: trains one trial of a study; started by <c>elbo search</c>, which it reports to.</summary>
internal static class TrialCommand
{
    public static Command Create(ConsoleContext console)
    {
        Command command = new("trial", "Train one trial of a study; started by 'elbo search'") { Hidden = true };
        Argument<string> folder = new("folder") { Description = "The trial's folder" };
        command.Arguments.Add(folder);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(folder)!;
            RunContext context = new() { Logger = new WarningLogger(console.Error), CancellationToken = console.CancellationToken };
            try
            {
                TrialRequest request = TrialRequest.ReadFrom(path);
                new TrialProcess(path, request, request.ReadTracking(Environment.GetEnvironmentVariable), context).Run(Console.In, console.Out);
                return Application.Success;
            }
            catch (Exception error) when (SystemErrors.Describe(error) is { } reason)
            {
                console.Error.WriteLine(error is ElboException ? error.Message : $"{error.Message} ({reason})");
                return TrialProcess.SystemErrorExitCode;
            }
        });
        return command;
    }
}
