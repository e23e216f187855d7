using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>A trial of a study: its parameter values and its result.</summary>
/// <param name="Number">Its number in the study, starting at 1.</param>
/// <param name="State">The state.</param>
/// <param name="Values">The parameter values by dotted path, as accepted by <c>--set</c>; inactive parameters are left out.</param>
/// <param name="Value">The study's metric for the best model; for a pruned trial the best value so far; null if there is none.</param>
/// <param name="Curve">The metric after each epoch; empty for models without epochs.</param>
/// <param name="Seconds">Training time, without validation and startup.</param>
/// <param name="StartedAfterSeconds">Time from the creation of the study to the first start of the trial.</param>
/// <param name="RunFolder">The folder of its run; null before it was started.</param>
/// <param name="Error">The error of a failed trial; otherwise null.</param>
public sealed record TrialSummary(
    int Number,
    TrialState State,
    IReadOnlyDictionary<string, JsonNode?> Values,
    double? Value,
    IReadOnlyList<TrialMetric> Curve,
    double Seconds,
    double StartedAfterSeconds,
    string? RunFolder,
    string? Error)
{
    /// <summary>Time from the creation of the study to the end of the trial, including pauses; null before it has ended, or if unknown.</summary>
    public double? EndedAfterSeconds { get; init; }
}

/// <summary>The study's metric after one epoch of a trial.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Value">The metric on validation users.</param>
/// <param name="Seconds">Training time of the trial up to the end of this epoch, without validation.</param>
public sealed record TrialMetric(int Epoch, double Value, double Seconds);

/// <summary>The state of a trial; stores, summaries and output write it in lower case.</summary>
public enum TrialState
{
    /// <summary>Ran to its end, or until its own early stopping.</summary>
    Completed,

    /// <summary>Stopped early because other trials were better.</summary>
    Pruned,

    /// <summary>Ended by an error or a crash.</summary>
    Failed,

    /// <summary>A worker holds its lease.</summary>
    Running,

    /// <summary>Proposed or interrupted, and available to any worker.</summary>
    Waiting,
}

/// <summary>Extension methods of <see cref="TrialState"/>.</summary>
public static class TrialStateExtensions
{
    /// <summary>True if no worker will continue the trial.</summary>
    public static bool HasEnded(this TrialState state) => state is TrialState.Completed or TrialState.Pruned or TrialState.Failed;

    /// <summary>The state in lower case.</summary>
    public static string ToText(this TrialState state) => state.ToString().ToLowerInvariant();
}
