namespace Elbo.Evaluation;

/// <summary>Fraction of the k entries that are targets: hits / k, even if a list is shorter than k.</summary>
internal sealed class Precision(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"precision@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount) => (double)hits.Count(true) / CutOff;
}
