namespace Elbo.Tracking;

/// <summary>The end of a run.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Time">When.</param>
/// <param name="Files">Files of the run folder to keep with it.</param>
public sealed record RunCompletion(RunStatus Status, DateTimeOffset Time, IReadOnlyList<string> Files);
