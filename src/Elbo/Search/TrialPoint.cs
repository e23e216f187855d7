namespace Elbo.Search;

/// <summary>A trial's metric after an epoch.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Value">The study's metric on validation users.</param>
/// <param name="Seconds">Time since the trial's start.</param>
public sealed record TrialPoint(int Epoch, double Value, double Seconds);
