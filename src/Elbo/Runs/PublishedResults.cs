namespace Elbo.Runs;

/// <summary>Figures that others report for the same model and protocol.</summary>
/// <param name="Source">Where they stand.</param>
/// <param name="Metrics">Metric name to value, as a fraction.</param>
public sealed record PublishedResults(string Source, IReadOnlyDictionary<string, double> Metrics);
