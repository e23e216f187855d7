using System.CommandLine;
using Elbo.Tracking;

namespace Elbo.Cli;

/// <summary>Where a run is tracked besides its own folder.</summary>
internal sealed class TrackingFlags
{
    private readonly Option<string[]> track = new("--track")
    {
        Description = $"Also track runs by {string.Join(", ", TrackerRegistry.Names)}; may be given several times",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> logEverySteps = new("--steps-every") { Description = "Keep and track every n-th update; default 10" };
    private readonly Option<string?> config = new("--settings") { Description = $"Settings of trackers; default {ElboConfig.FileName}, if it is there" };

    public void AddTo(Command command)
    {
        logEverySteps.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
            {
                result.AddError($"--steps-every is {value}; it must be at least 1");
            }
        });
        command.Options.Add(track);
        command.Options.Add(logEverySteps);
        command.Options.Add(config);
    }

    /// <summary>True where the command line itself asks for a tracker.</summary>
    public bool IsSpecified(ParseResult parsed) => parsed.GetValue(track)!.Length > 0;

    /// <summary>The settings' file as typed; null where it was left out.</summary>
    public string? ConfigFile(ParseResult parsed) => parsed.GetValue(config);

    /// <summary>The settings' file, the environment and the flags, the later over the earlier.</summary>
    /// <exception cref="ElboException">A tracker is not known, or lacks its address or key.</exception>
    public TrackingOptions Read(ParseResult parsed)
    {
        TrackingOptions defaults = ElboConfig.ReadTracking(parsed.GetValue(config), Environment.GetEnvironmentVariable);
        TrackingOptions options = defaults with
        {
            Trackers = IsSpecified(parsed) ? parsed.GetValue(track)! : defaults.Trackers,
            LogEverySteps = parsed.GetValue(logEverySteps) ?? defaults.LogEverySteps,
        };
        TrackerRegistry.Validate(options);
        return options;
    }
}
