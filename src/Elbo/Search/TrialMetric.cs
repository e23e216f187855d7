namespace Elbo.Search;

/// <summary>The study's metric after one epoch of a trial.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Value">The metric on validation people.</param>
/// <param name="Seconds">Training time of the trial up to and with this epoch, without validation.</param>
public sealed record TrialMetric(int Epoch, double Value, double Seconds);
