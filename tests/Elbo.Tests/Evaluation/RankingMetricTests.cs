using Elbo.Evaluation;

namespace Elbo.Tests.Evaluation;

public class RankingMetricTests
{
    // Hits at ranks 2 and 3 of 4; 3 targets, so the third was missed.
    private static readonly bool[] Hits = [false, true, true, false];

    private const double Tolerance = 1e-12;

    [Fact]
    public void Ndcg_divides_by_the_gain_of_the_ideal_list() => Assert.Equal(
        ((1 / Math.Log2(3)) + (1 / Math.Log2(4))) / ((1 / Math.Log2(2)) + (1 / Math.Log2(3)) + (1 / Math.Log2(4))),
        new Ndcg(4).Compute(Hits, 3),
        Tolerance);

    [Fact]
    public void The_ideal_gain_ends_at_the_cut_off() => Assert.Equal(
        (1 / Math.Log2(3)) / ((1 / Math.Log2(2)) + (1 / Math.Log2(3))),
        new Ndcg(2).Compute([false, true], 3),
        Tolerance);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)] // more targets than ranks
    public void Ndcg_is_one_when_targets_come_first(int targets)
    {
        bool[] hits = [.. Enumerable.Range(0, 4).Select(rank => rank < targets)];

        Assert.Equal(1, new Ndcg(4).Compute(hits, targets), Tolerance);
        Assert.Equal(1, new AveragePrecision(4).Compute(hits, targets), Tolerance);
        Assert.Equal(1, new CappedRecall(4).Compute(hits, targets), Tolerance);
    }

    [Fact]
    public void Recall_divides_by_all_targets() => Assert.Equal(2.0 / 7, new Recall(4).Compute(Hits, 7), Tolerance);

    [Fact]
    public void Capped_recall_divides_by_what_fits_into_the_list()
    {
        Assert.Equal(2.0 / 4, new CappedRecall(4).Compute(Hits, 7), Tolerance);
        Assert.Equal(2.0 / 3, new CappedRecall(4).Compute(Hits, 3), Tolerance);
    }

    [Fact]
    public void Precision_divides_by_k_even_for_a_shorter_list()
    {
        Assert.Equal(2.0 / 4, new Precision(4).Compute(Hits, 3), Tolerance);
        Assert.Equal(2.0 / 10, new Precision(10).Compute(Hits, 3), Tolerance);
    }

    [Fact]
    public void Map_averages_the_precision_at_hits() =>
        // Precision is 1/2 at rank 2 and 2/3 at rank 3; min(3 targets, k = 4) = 3.
        Assert.Equal(((1.0 / 2) + (2.0 / 3)) / 3, new AveragePrecision(4).Compute(Hits, 3), Tolerance);

    [Fact]
    public void Mrr_is_one_over_the_rank_of_the_first_hit()
    {
        Assert.Equal(1.0 / 2, new ReciprocalRank(4).Compute(Hits, 3), Tolerance);
        Assert.Equal(0, new ReciprocalRank(4).Compute([false, false], 3));
    }

    [Fact]
    public void Hit_rate_is_one_or_zero()
    {
        Assert.Equal(1, new HitRate(4).Compute(Hits, 3));
        Assert.Equal(0, new HitRate(4).Compute([false, false], 3));
    }
}
