namespace Elbo.Evaluation;

/// <summary>Share of the targets that the list holds: hits / |T| (Sachdeva et al. 2019).</summary>
/// <remarks>Below 1 even for the best list where |T| exceeds k; <see cref="CappedRecall"/> is the other convention.</remarks>
public sealed class Recall(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"recall@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount) => (double)hits.Count(true) / targetCount;
}
