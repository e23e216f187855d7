namespace Elbo.Evaluation;

/// <summary>Fraction of the targets that the list contains: hits / |T| (Sachdeva et al. 2019).</summary>
/// <remarks>Below 1 even for the ideal list if |T| exceeds k; <see cref="CappedRecall"/> is the other convention.</remarks>
internal sealed class Recall(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"recall@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount) => (double)hits.Count(true) / targetCount;
}

/// <summary>Fraction of the possible hits: hits / min(k, |T|), which Liang et al. (2018) call Recall@k.</summary>
internal sealed class CappedRecall(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"capped-recall@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount) => (double)hits.Count(true) / Math.Min(CutOff, targetCount);
}
