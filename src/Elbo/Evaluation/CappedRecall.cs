namespace Elbo.Evaluation;

/// <summary>Hits among those possible: hits / min(k, |T|), which Liang et al. (2018) call Recall@k.</summary>
public sealed class CappedRecall(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"capped-recall@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount) => (double)hits.Count(true) / Math.Min(CutOff, targetCount);
}
