using Elbo.Reports;

namespace Elbo.Tests.Reports;

public class HistoryLengthCurveTests
{
    [Fact]
    public void Users_are_binned_evenly_from_short_to_long_histories()
    {
        HistoryLengthCurve curve = HistoryLengthCurve.Compute("ndcg@10", [9, 1, 5, 3], [0.8, 0.1, 0.6, 0.3], bins: 2);
        Assert.Equal("ndcg@10", curve.Metric);
        Assert.Equal([(1, 3, 2.0, 2), (5, 9, 7.0, 2)], curve.Bins.Select(bin => (bin.MinLength, bin.MaxLength, bin.MeanLength, bin.Users)));
        Assert.Equal(0.2, curve.Bins[0].Mean, 12);
        Assert.Equal(0.7, curve.Bins[1].Mean, 12);

        // Two values 0.2 apart: standard deviation 0.2 / sqrt(2), its error 0.2 / 2.
        Assert.Equal(0.1, curve.Bins[0].StandardError!.Value, 12);
    }

    [Fact]
    public void Equally_long_histories_stay_together()
    {
        HistoryLengthCurve curve = HistoryLengthCurve.Compute("ndcg@10", [4, 4, 4, 4, 4, 5, 6, 7], new double[8], bins: 4);
        Assert.Equal([(4, 4, 5), (5, 5, 1), (6, 6, 1), (7, 7, 1)], curve.Bins.Select(bin => (bin.MinLength, bin.MaxLength, bin.Users)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(500)]
    public void Every_user_is_in_one_bin(int bins)
    {
        DeterministicRandom random = new(seed: 3);
        int[] lengths = [.. Enumerable.Range(0, 97).Select(_ => 5 + random.NextInt(40))];
        HistoryLengthCurve curve = HistoryLengthCurve.Compute("ndcg@10", lengths, [.. lengths.Select(length => (double)length)], bins);
        Assert.Equal(97, curve.Bins.Sum(bin => bin.Users));
        Assert.InRange(curve.Bins.Count, 1, bins);
        Assert.All(curve.Bins, bin => Assert.Equal(lengths.Count(length => length >= bin.MinLength && length <= bin.MaxLength), bin.Users));
        Assert.All(curve.Bins, bin => Assert.Equal(bin.MeanLength, bin.Mean, 9));
    }

    [Fact]
    public void A_single_user_has_no_error() =>
        Assert.Null(Assert.Single(HistoryLengthCurve.Compute("ndcg@10", [4], [0.5], bins: 8).Bins).StandardError);

    [Fact]
    public void No_users_give_no_bins() => Assert.Empty(HistoryLengthCurve.Compute("ndcg@10", [], [], bins: 8).Bins);
}
