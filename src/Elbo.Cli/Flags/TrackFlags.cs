using System.CommandLine;
using Elbo.Tracking;

namespace Elbo.Cli;

/// <summary>Where a run is tracked besides its own folder.</summary>
internal sealed class TrackFlags
{
    private readonly Option<string[]> track = new("--track")
    {
        Description = $"Also track runs by {string.Join(", ", TrackerCatalog.Names)}; may be given several times",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> stepsEvery = new("--steps-every") { Description = "Keep and track every n-th update; default 10" };
    private readonly Option<string?> settings = new("--settings") { Description = $"Settings of trackers; default {TrackingSettings.FileName}, if it is there" };

    public void AddTo(Command command)
    {
        stepsEvery.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
            {
                result.AddError($"--steps-every is {value}; it must be at least 1");
            }
        });
        command.Options.Add(track);
        command.Options.Add(stepsEvery);
        command.Options.Add(settings);
    }

    /// <summary>True where the command line itself asks for a tracker.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(track)!.Length > 0;

    /// <summary>The settings' file as typed; null where it was left out.</summary>
    public string? Settings(ParseResult parsed) => parsed.GetValue(settings);

    /// <summary>The settings' file, the environment and the flags, the later over the earlier.</summary>
    /// <exception cref="ElboException">A tracker is not known, or lacks its address or key.</exception>
    public TrackingOptions Read(ParseResult parsed)
    {
        TrackingOptions usual = TrackingSettings.Read(parsed.GetValue(settings), Environment.GetEnvironmentVariable);
        TrackingOptions options = usual with
        {
            Trackers = IsAsked(parsed) ? parsed.GetValue(track)! : usual.Trackers,
            StepsEvery = parsed.GetValue(stepsEvery) ?? usual.StepsEvery,
        };
        TrackerCatalog.Check(options);
        return options;
    }
}
