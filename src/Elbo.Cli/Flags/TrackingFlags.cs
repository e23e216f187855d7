using System.CommandLine;
using System.CommandLine.Parsing;
using Elbo.Tracking;

namespace Elbo.Cli;

/// <summary>Trackers of a run.</summary>
internal sealed class TrackingFlags
{
    private readonly Option<string[]> track = new("--track")
    {
        Description = $"Send the run to a tracker: {string.Join(", ", TrackerRegistry.Names)}; can be repeated",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> logEverySteps = new("--log-every") { Description = "Log every n-th training step (default 10)" };
    private readonly Option<string?> config = new("--config") { Description = $"Configuration file; default {ElboConfig.FileName}, if it exists" };

    public void AddTo(Command command)
    {
        logEverySteps.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
            {
                result.AddError($"--log-every is {value}; it must be at least 1");
            }
        });
        command.Options.Add(track);
        command.Options.Add(logEverySteps);
        command.Options.Add(config);
    }

    /// <summary>True if the command line names a tracker.</summary>
    public bool IsSpecified(SymbolResult result) => result.GetValue(track) is { Length: > 0 };

    /// <summary>The configuration file; null if omitted.</summary>
    public string? ConfigFile(ParseResult parsed) => parsed.GetValue(config);

    /// <summary>Tracking options from the configuration file, the environment and the flags; later ones override earlier ones.</summary>
    /// <exception cref="ElboException">A tracker is unknown, or its address or key is missing.</exception>
    public TrackingOptions Read(ParseResult parsed)
    {
        TrackingOptions defaults = ElboConfig.ReadTracking(parsed.GetValue(config), Environment.GetEnvironmentVariable);
        TrackingOptions options = defaults with
        {
            Trackers = IsSpecified(parsed.CommandResult) ? parsed.GetValue(track)! : defaults.Trackers,
            LogEverySteps = parsed.GetValue(logEverySteps) ?? defaults.LogEverySteps,
        };
        TrackerRegistry.Validate(options);
        return options;
    }
}
