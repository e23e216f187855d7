using Elbo.Evaluation;

namespace Elbo.Tests.Evaluation;

public class PairedComparisonTests
{
    // from scipy.stats import wilcoxon
    // wilcoxon(d, zero_method="wilcox", correction=False, mode="approx").pvalue
    [Theory]
    [InlineData(new double[] { 6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75 }, 0.04088813291185591)] // Darwin's maize
    [InlineData(new double[] { 1, 1, -1, 2, 0, 0, 3, -2, 2, 5, 5, -4 }, 0.1999724572437077)] // ties and zeros
    [InlineData(new double[] { 0, 0, 0 }, 1)] // no difference
    public void Wilcoxon_matches_scipy(double[] differences, double expected) =>
        Assert.Equal(expected, Compare(differences).WilcoxonPValue, 1e-12);

    // n = 100 ascending differences: z = (5050 - 2525) / sqrt(100 x 101 x 201 / 24) = 8.6818...;
    // wilcoxon(np.arange(1, 101), correction=False, mode="approx").pvalue
    [Fact]
    public void Wilcoxon_is_precise_in_the_far_tail() => Assert.Equal(
        1,
        Compare([.. Enumerable.Range(1, 100).Select(i => (double)i)]).WilcoxonPValue / 3.896559845095909e-18,
        1e-9);

    [Fact]
    public void Difference_is_candidate_minus_baseline()
    {
        PairedComparison comparison = PairedComparison.Compare("ndcg@100", [0.2, 0.4], [0.3, 0.9]);

        Assert.Equal(0.3, comparison.Difference, 1e-12); // (0.1 + 0.5) / 2
        Assert.Equal(2, comparison.Users);
    }

    [Fact]
    public void Interval_matches_the_exact_distribution_of_resampled_means()
    {
        // Of n differences of 0 or 1 with mean 1/2, a resampled mean is Binomial(n, 1/2) / n. For n = 100 its 2.5 % and
        // 97.5 % points are 40 and 60: P(X <= 39) = 0.0176, P(X <= 40) = 0.0284.
        PairedComparison comparison = Compare([.. Enumerable.Range(0, 100).Select(i => (double)(i % 2))]);

        Assert.Equal(0.40, comparison.Low, 1e-12);
        Assert.Equal(0.60, comparison.High, 1e-12);
    }

    [Fact]
    public void Equal_seeds_give_equal_intervals()
    {
        double[] differences = [.. Enumerable.Range(0, 50).Select(i => Math.Sin(i))];

        Assert.Equal(Compare(differences, seed: 1), Compare(differences, seed: 1));
        Assert.NotEqual(Compare(differences, seed: 1), Compare(differences, seed: 2));
    }

    [Fact]
    public void Different_users_are_reported_with_their_position()
    {
        ElboException error = Assert.Throws<ElboException>(
            () => PairedComparison.Compare(Result([3, 5], [0, 1]), Result([3, 6], [0, 1]), "ndcg@100"));

        Assert.Contains("at position 1 the baseline has data row 5, the candidate row 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_different_number_of_users_is_reported()
    {
        ElboException error = Assert.Throws<ElboException>(
            () => PairedComparison.Compare(Result([3, 5], [0, 1]), Result([3], [0]), "ndcg@100"));

        Assert.Contains("2 users and the candidate 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_that_was_not_measured_is_reported()
    {
        ElboException error = Assert.Throws<ElboException>(
            () => PairedComparison.Compare(Result([3], [0]), Result([3], [0]), "recall@20"));

        Assert.Contains("measured were: ndcg@100", error.Message, StringComparison.Ordinal);
    }

    private static PairedComparison Compare(double[] differences, int seed = 42) =>
        PairedComparison.Compare("ndcg@100", new double[differences.Length], differences, new() { Seed = seed });

    private static EvaluationResult Result(int[] users, double[] values) =>
        new(users, 0, [new PerUserMetric("ndcg@100", values)], new Dictionary<string, double>());
}
