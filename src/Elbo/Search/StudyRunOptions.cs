using Elbo.Tracking;

namespace Elbo.Search;

/// <summary>How a process runs the trials of a study.</summary>
public sealed record StudyRunOptions
{
    /// <summary>The folder of the trials' runs.</summary>
    public required string Folder { get; init; }

    /// <summary>The program that trains a trial, with its first arguments; the trial's folder follows.</summary>
    public required IReadOnlyList<string> TrialCommand { get; init; }

    /// <summary>The command line, for the record.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Concurrent trials; default 1.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Threads of each trial; default the machine's processors shared by the jobs.</summary>
    public int? Threads { get; init; }

    /// <summary>The trackers of the trials; default none.</summary>
    public TrackingOptions Tracking { get; init; } = new();

    /// <summary>The configuration file of the trackers; null for elbo.json in the working folder, if it exists.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>True to run the failed trials of an existing study again.</summary>
    public bool RetryFailed { get; init; }

    internal int ThreadsPerTrial => Threads ?? Math.Max(1, Environment.ProcessorCount / Jobs);
}
