namespace Elbo.Evaluation;

/// <summary>1 where the list holds a target, else 0; its mean over people is the hit rate.</summary>
public sealed class HitRate(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"hit@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount) => hits.Contains(true) ? 1 : 0;
}
