using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Evaluation;

/// <summary>Options of <see cref="PairedComparison"/>.</summary>
public sealed record PairedComparisonOptions
{
    /// <summary>Number of bootstrap resamples for the interval; default 10,000.</summary>
    [Range(100, 10_000_000)]
    public int Resamples { get; init; } = 10_000;

    /// <summary>Confidence of the interval, in (0, 1); default 0.95.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Confidence { get; init; } = 0.95;

    /// <summary>Seed of the resampling; default 42.</summary>
    public long Seed { get; init; } = 42;
}

/// <summary>Whether one model is significantly better than another on the same users.</summary>
/// <remarks>
/// The interval is Efron's percentile bootstrap over users; the p-value is <see cref="WilcoxonPValue"/>. With 750 test
/// users, the standard error of a model's NDCG@100 is about 0.7 points; the paired difference is usually far less uncertain.
/// Both generalize to other users from the same source, not to other training seeds.
/// </remarks>
/// <param name="Metric">The compared metric, for example "ndcg@100".</param>
/// <param name="Users">n, the number of users.</param>
/// <param name="Difference">Mean of candidate minus baseline; above 0 the candidate is better.</param>
/// <param name="Low">Lower end of the confidence interval of the difference.</param>
/// <param name="High">Upper end of the confidence interval of the difference.</param>
/// <param name="WilcoxonPValue">
/// Two-sided p-value of the signed-rank test: zero differences dropped (Wilcoxon's way), normal approximation with tie
/// correction; 1 if no user differs.
/// </param>
public sealed record PairedComparison(
    string Metric, int Users, double Difference, double Low, double High, double WilcoxonPValue)
{
    /// <summary>Compares two evaluations of the same users.</summary>
    /// <exception cref="ElboException">The users differ, or one of the evaluations lacks the metric.</exception>
    public static PairedComparison Compare(
        EvaluationResult baseline, EvaluationResult candidate, string metric, PairedComparisonOptions? options = null)
    {
        RequireSameUsers(baseline.Users, candidate.Users);
        return Compare(metric, baseline.GetUserMetric(metric).Values, candidate.GetUserMetric(metric).Values, options);
    }

    /// <summary>Compares two runs' values, where entry i of both belongs to the same user.</summary>
    /// <exception cref="ElboException">The numbers of users differ, or there are no users.</exception>
    public static PairedComparison Compare(
        string metric, IReadOnlyList<double> baseline, IReadOnlyList<double> candidate, PairedComparisonOptions? options = null)
    {
        options ??= new PairedComparisonOptions();
        OptionsValidator.Validate(options, "comparison");
        if (baseline.Count != candidate.Count || baseline.Count == 0)
        {
            throw new ElboException(
                $"the baseline has {baseline.Count} users and the candidate {candidate.Count}; compare runs on the same users of the same split");
        }

        double[] differences = [.. candidate.Zip(baseline, (after, before) => after - before)];
        double[] means = ResampledMeans(differences, options);
        double tail = (1 - options.Confidence) / 2;
        return new PairedComparison(
            metric,
            differences.Length,
            differences.Average(),
            Quantile(means, tail),
            Quantile(means, 1 - tail),
            WilcoxonSignedRank.PValue(differences));
    }

    private static void RequireSameUsers(IReadOnlyList<int> baseline, IReadOnlyList<int> candidate)
    {
        for (int i = 0; i < Math.Min(baseline.Count, candidate.Count); i++)
        {
            if (baseline[i] != candidate[i])
            {
                throw new ElboException(
                    $"the runs were evaluated on different users: at position {i} the baseline has data row {baseline[i]}, the candidate row {candidate[i]}; compare runs on the same split");
            }
        }
    }

    /// <summary>Means of n differences drawn with replacement, sorted.</summary>
    private static double[] ResampledMeans(double[] differences, PairedComparisonOptions options)
    {
        DeterministicRandom random = new(options.Seed);
        double[] means = new double[options.Resamples];
        for (int resample = 0; resample < means.Length; resample++)
        {
            double sum = 0;
            for (int draw = 0; draw < differences.Length; draw++)
            {
                sum += differences[random.NextInt(differences.Length)];
            }

            means[resample] = sum / differences.Length;
        }

        Array.Sort(means);
        return means;
    }

    /// <summary>A quantile of sorted values, interpolated as NumPy does by default.</summary>
    private static double Quantile(double[] sorted, double quantile)
    {
        double position = quantile * (sorted.Length - 1);
        int lower = (int)position;
        int upper = Math.Min(lower + 1, sorted.Length - 1);
        return sorted[lower] + ((position - lower) * (sorted[upper] - sorted[lower]));
    }
}
