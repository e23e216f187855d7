using System.Text.Json;
using Elbo.Data;

namespace Elbo.Tests.Data;

public class DataStatisticsTests
{
    // Items 0..3 have 3, 1, 1 and 1 interactions.
    private static readonly InteractionDataset Small = new(
        "small",
        new Vocabulary(["1", "2", "3"]),
        new Vocabulary(["a", "b", "c", "d"]),
        InteractionMatrix.FromRows([[0, 1, 2, 3], [0], [0]], 4, [[5, 5, 6, 7], [9], [3]]));

    [Fact]
    public void Counts_lengths_and_times_are_those_of_the_data()
    {
        DataStatistics statistics = DataStatistics.Compute(Small);
        Assert.Equal((3, 4, 6), (statistics.Users, statistics.Items, statistics.Interactions));
        Assert.Equal(0.5, statistics.Density); // 6 of 12 cells
        // Sorted lengths 1, 1, 4: median at index 1; P75 at floor(0.75 * 2) = 1.
        Assert.Equal(new SummaryStatistics(1, 1, 1, 1, 1, 1, 4, 2), statistics.HistoryLengths);
        Assert.Equal([new(1, 1, 2), new(2, 3, 0), new(4, 7, 1)], statistics.HistoryLengthHistogram);
        Assert.Equal((3L, 9L), (statistics.FirstTime, statistics.LastTime));
    }

    [Fact]
    public void Shares_and_gini_match_hand_computed_values()
    {
        DataStatistics statistics = DataStatistics.Compute(Small);
        // 1 % and 10 % of four items round up to one item, which has 3 of 6.
        Assert.Equal(0.5, statistics.TopOnePercentShare);
        Assert.Equal(0.5, statistics.TopTenPercentShare);
        // x = 1, 1, 1, 3: (-3 - 1 + 1 + 3 * 3) / (4 * 6) = 6 / 24.
        Assert.Equal(0.25, statistics.ItemGini, 12);
        // Only the first two of user 1 are tied; equal neighbours across users do not count.
        Assert.Equal(2 / 6.0, statistics.TiedTimeFraction!.Value, 12);
    }

    [Fact]
    public void A_tie_does_not_reach_into_the_next_history()
    {
        InteractionDataset data = new("x", new Vocabulary(["1", "2"]), new Vocabulary(["a"]), InteractionMatrix.FromRows([[0], [0]], 1, [[5], [5]]));
        Assert.Equal(0, DataStatistics.Compute(data).TiedTimeFraction);
    }

    [Fact]
    public void Data_without_interactions_or_times_has_statistics_too()
    {
        DataStatistics statistics = DataStatistics.Compute(new InteractionDataset("none", new Vocabulary([]), new Vocabulary([]), new InteractionMatrix([0], [], 0)));
        Assert.Equal((0, 0.0, 0.0), (statistics.Interactions, statistics.ItemGini, statistics.TopTenPercentShare));
        Assert.Null(statistics.TiedTimeFraction);
        Assert.Empty(statistics.HistoryLengthHistogram);
    }

    [Fact]
    public void They_round_trip_through_json()
    {
        DataStatistics statistics = DataStatistics.Compute(Small);
        DataStatistics read = JsonSerializer.Deserialize<DataStatistics>(JsonSerializer.Serialize(statistics))!;
        Assert.Equal(statistics.HistoryLengthHistogram, read.HistoryLengthHistogram);
        Assert.Equal(statistics with { HistoryLengthHistogram = read.HistoryLengthHistogram }, read);
    }
}
