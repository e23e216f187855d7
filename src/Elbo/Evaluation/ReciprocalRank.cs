namespace Elbo.Evaluation;

/// <summary>1 / rank of the first hit, 0 if the list has none; its mean over users is MRR@k.</summary>
internal sealed class ReciprocalRank(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"mrr@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount)
    {
        int rank = hits.IndexOf(true);
        return rank < 0 ? 0 : 1.0 / (rank + 1);
    }
}
