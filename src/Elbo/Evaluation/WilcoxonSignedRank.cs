namespace Elbo.Evaluation;

/// <summary>Wilcoxon's signed-rank test of paired differences against a median of zero.</summary>
/// <remarks>
/// Wilcoxon (1945) as he treated zeros: they are dropped before ranking. Equal sizes share their mean rank. The p-value is
/// two-sided, by the normal approximation with the variance corrected for ties and without continuity
/// correction: scipy's <c>wilcoxon(d, zero_method="wilcox", correction=False, mode="approx")</c>. Rough below about 10 differences.
/// </remarks>
internal static class WilcoxonSignedRank
{
    /// <summary>The two-sided p-value; 1 if all differences are zero.</summary>
    public static double PValue(ReadOnlySpan<double> differences)
    {
        double[] kept = [.. differences.ToArray().Where(difference => difference != 0).OrderBy(Math.Abs)];
        if (kept.Length == 0)
        {
            return 1;
        }

        double n = kept.Length;
        double positiveRanks = 0;
        double tieCorrection = 0;
        for (int start = 0; start < kept.Length;)
        {
            int end = start + 1;
            while (end < kept.Length && Math.Abs(kept[end]) == Math.Abs(kept[start]))
            {
                end++;
            }

            double ties = end - start;
            double meanRank = (start + 1 + end) / 2.0;
            tieCorrection += (ties * ties * ties) - ties;
            positiveRanks += meanRank * kept.AsSpan(start, end - start).ToArray().Count(difference => difference > 0);
            start = end;
        }

        double expected = n * (n + 1) / 4;
        double variance = (n * (n + 1) * ((2 * n) + 1) / 24) - (tieCorrection / 48);
        return NormalDistribution.TwoSidedTail((positiveRanks - expected) / Math.Sqrt(variance));
    }
}
