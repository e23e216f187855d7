namespace Elbo.Evaluation;

/// <summary>
/// Normalized discounted cumulative gain: DCG@k = sum over hits of 1 / log2(rank + 1), divided by the DCG of the
/// ideal list, which starts with min(|T|, k) hits.
/// </summary>
/// <remarks>Binary gains; Järvelin and Kekäläinen (2002), in the form of Liang et al. (2018), section 4.3.</remarks>
internal sealed class Ndcg(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"ndcg@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount)
    {
        double gain = 0;
        for (int rank = 0; rank < hits.Length; rank++)
        {
            gain += hits[rank] ? Discount(rank) : 0;
        }

        double best = 0;
        for (int rank = 0; rank < Math.Min(targetCount, CutOff); rank++)
        {
            best += Discount(rank);
        }

        return gain / best;
    }

    private static double Discount(int rank) => 1 / Math.Log2(rank + 2);
}
