namespace Elbo.Evaluation;

/// <summary>1 if the list contains a target, else 0; its mean over users is the hit rate.</summary>
internal sealed class HitRate(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"hit-rate@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount) => hits.Contains(true) ? 1 : 0;
}
