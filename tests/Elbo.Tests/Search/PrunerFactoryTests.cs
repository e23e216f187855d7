using Elbo.Search;

namespace Elbo.Tests.Search;

public class PrunerFactoryTests
{
    private static readonly SuccessiveHalvingPruner Asha = new(maximize: true, minEpochs: 1, reductionFactor: 3);
    private static readonly MedianPruner Median = new(maximize: true, minEpochs: 2, startupTrials: 3);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Rungs_are_powers_of_eta_times_the_first(int epoch, bool rung)
    {
        // Worse than two others everywhere: pruned at rungs and nowhere else.
        TrialSummary poor = SearchSpaceFixtures.Curve(3, TrialState.Running, [.. Enumerable.Repeat(0.1, epoch)]);
        TrialSummary[] others = [.. Enumerable.Range(1, 2).Select(number => SearchSpaceFixtures.Curve(number, TrialState.Running, [.. Enumerable.Repeat(0.5, 10)]))];

        Assert.Equal((rung, rung), (Asha.DecidesAt(epoch), Asha.ShouldPrune(poor, others)));
    }

    [Theory]
    [InlineData(0.65, false)] // better: 0.7; one of seven, and 7 / 3 = 2 go on
    [InlineData(0.55, true)] // better: 0.7 and 0.6
    public void The_best_third_of_a_rung_continues(double value, bool stops)
    {
        double[] there = [0.1, 0.2, 0.3, 0.4, 0.6, 0.7];
        TrialSummary[] others = [.. there.Select((other, index) => SearchSpaceFixtures.Curve(index + 1, TrialState.Pruned, other))];

        Assert.Equal(stops, Asha.ShouldPrune(SearchSpaceFixtures.Curve(7, TrialState.Running, value), others));
    }

    [Fact]
    public void The_first_at_a_rung_continues_and_of_two_the_better()
    {
        Assert.False(Asha.ShouldPrune(SearchSpaceFixtures.Curve(1, TrialState.Running, 0.1), []));
        Assert.True(Asha.ShouldPrune(SearchSpaceFixtures.Curve(2, TrialState.Running, 0.1), [SearchSpaceFixtures.Curve(1, TrialState.Running, 0.2)]));
        Assert.False(Asha.ShouldPrune(SearchSpaceFixtures.Curve(2, TrialState.Running, 0.3), [SearchSpaceFixtures.Curve(1, TrialState.Running, 0.2)]));
    }

    [Fact]
    public void A_rung_compares_the_best_values_so_far()
    {
        TrialSummary other = SearchSpaceFixtures.Curve(1, TrialState.Running, 0.1, 0.2, 0.3, 0.9);

        // At rung 3 the other has 0.3; its 0.9 comes later. Own best is 0.4, though the last value is 0.
        Assert.False(Asha.ShouldPrune(SearchSpaceFixtures.Curve(2, TrialState.Running, 0.1, 0.4, 0), [other]));
    }

    [Fact]
    public void A_trial_that_completed_before_a_rung_counts_there_and_a_running_one_does_not()
    {
        TrialSummary own = SearchSpaceFixtures.Curve(2, TrialState.Running, 0.1, 0.2, 0.3);

        Assert.True(Asha.ShouldPrune(own, [SearchSpaceFixtures.Curve(1, TrialState.Completed, 0.4, 0.5)]));
        Assert.False(Asha.ShouldPrune(own, [SearchSpaceFixtures.Curve(1, TrialState.Running, 0.4, 0.5)]));
    }

    [Fact]
    public void Lower_is_better_if_the_study_minimizes()
    {
        SuccessiveHalvingPruner low = new(maximize: false, 1, 3);

        Assert.False(low.ShouldPrune(SearchSpaceFixtures.Curve(2, TrialState.Running, 0.1), [SearchSpaceFixtures.Curve(1, TrialState.Running, 0.2)]));
        Assert.True(low.ShouldPrune(SearchSpaceFixtures.Curve(2, TrialState.Running, 0.3), [SearchSpaceFixtures.Curve(1, TrialState.Running, 0.2)]));
    }

    [Theory]
    [InlineData(0.29, true)]
    [InlineData(0.30, false)]
    public void Median_stopping_compares_the_best_so_far_with_the_median_of_running_means(double best, bool stops)
    {
        // Means of the first two epochs: 0.2, 0.3, 0.5; the median is 0.3, which is not worse than itself.
        TrialSummary[] completed =
        [
            SearchSpaceFixtures.Curve(1, TrialState.Completed, 0.1, 0.3, 0.9),
            SearchSpaceFixtures.Curve(2, TrialState.Completed, 0.25, 0.35, 0.9),
            SearchSpaceFixtures.Curve(3, TrialState.Completed, 0.4, 0.6, 0.9),
        ];

        Assert.Equal(stops, Median.ShouldPrune(SearchSpaceFixtures.Curve(4, TrialState.Running, best, 0.1), completed));
    }

    [Fact]
    public void Median_stopping_waits_for_its_first_epoch_and_for_enough_completed_trials()
    {
        TrialSummary[] completed = [.. Enumerable.Range(1, 3).Select(number => SearchSpaceFixtures.Curve(number, TrialState.Completed, 0.5, 0.5))];
        TrialSummary[] pruned = [.. completed.Select(trial => trial with { State = TrialState.Pruned })];

        Assert.True(Median.ShouldPrune(SearchSpaceFixtures.Curve(4, TrialState.Running, 0.1, 0.1), completed));
        Assert.False(Median.ShouldPrune(SearchSpaceFixtures.Curve(4, TrialState.Running, 0.1), completed));
        Assert.False(Median.ShouldPrune(SearchSpaceFixtures.Curve(4, TrialState.Running, 0.1, 0.1), completed[..2]));
        Assert.False(Median.ShouldPrune(SearchSpaceFixtures.Curve(4, TrialState.Running, 0.1, 0.1), pruned));
    }

    [Fact]
    public void The_median_of_an_even_number_of_trials_is_the_mean_of_the_middle_two()
    {
        MedianPruner two = new(true, 1, 2);
        TrialSummary[] completed = [SearchSpaceFixtures.Curve(1, TrialState.Completed, 0.2), SearchSpaceFixtures.Curve(2, TrialState.Completed, 0.4)];

        Assert.True(two.ShouldPrune(SearchSpaceFixtures.Curve(3, TrialState.Running, 0.29), completed));
        Assert.False(two.ShouldPrune(SearchSpaceFixtures.Curve(3, TrialState.Running, 0.31), completed));
    }

    [Theory]
    [InlineData(9, null, 1, 3)]
    [InlineData(120, null, 4, 12)]
    [InlineData(120, 10, 10, 30)]
    public void The_first_rung_is_a_twenty_seventh_of_the_epochs_or_as_configured(int epochs, int? minEpochs, int first, int second)
    {
        SearchSpace space = SearchSpaceFixtures.Create("\"options.latentSize\": {\"choices\": [8]}", $", \"epochs\": {epochs}, \"pruning\": {{\"minEpochs\": {minEpochs?.ToString() ?? "null"}}}");
        IPruner pruner = PrunerFactory.Create(space)!;
        TrialSummary better = SearchSpaceFixtures.Curve(1, TrialState.Running, [.. Enumerable.Repeat(1.0, epochs)]);

        int[] ends = [.. Enumerable.Range(1, second).Where(epoch => pruner.ShouldPrune(SearchSpaceFixtures.Curve(2, TrialState.Running, new double[epoch]), [better]))];
        Assert.Equal([first, second], ends);
    }
}
