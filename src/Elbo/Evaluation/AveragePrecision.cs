namespace Elbo.Evaluation;

/// <summary>
/// Average precision: the sum over hits of the precision up to their rank, divided by min(|T|, k); its mean over users
/// is MAP@k.
/// </summary>
/// <remarks>Some libraries divide by |T| or by the number of hits; their values are not comparable with this one.</remarks>
internal sealed class AveragePrecision(int cutOff) : IRankingMetric
{
    /// <inheritdoc />
    public string Name => $"map@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<bool> hits, int targetCount)
    {
        int found = 0;
        double sum = 0;
        for (int rank = 0; rank < hits.Length; rank++)
        {
            if (hits[rank])
            {
                found++;
                sum += (double)found / (rank + 1);
            }
        }

        return sum / Math.Min(targetCount, CutOff);
    }
}
