using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Runs;

namespace Elbo.Tests.Runs;

public class ComparisonTests
{
    // Ten users with the items 0 to 4 each: two users validate, two test, six train.
    private static readonly InteractionDataset Data = new(
        "ten",
        new Vocabulary(Enumerable.Range(0, 10).Select(user => $"u{user}")),
        new Vocabulary(Enumerable.Range(0, 5).Select(item => $"i{item}")),
        InteractionMatrix.FromRows(Enumerable.Range(0, 10).Select(_ => (IReadOnlyList<int>)[0, 1, 2, 3, 4]), 5));

    [Fact]
    public void Recipes_run_with_every_seed_and_closed_form_models_once()
    {
        List<(string, long)> jobs = [];
        Comparison comparison = new([Recipe("mult-vae"), Recipe("ease")], seeds: 3, new RunContext { Seed = 5 }, _ => Data);

        ComparisonResult result = comparison.Run(job =>
        {
            jobs.Add((job.Recipe.Model.Name, job.Context.Seed));
            return Outcome(0.5, bestEpoch: 1);
        });

        Assert.Equal([("mult-vae", 5), ("mult-vae", 6), ("mult-vae", 7), ("ease", 5)], jobs);
        Assert.Equal([3, 1], result.Rows.Select(row => row.Seeds));
    }

    [Fact]
    public void Data_and_splits_are_shared_and_results_are_passed_on_after_each_recipe()
    {
        int loads = 0;
        HashSet<Split> splits = [];
        List<int> rows = [];
        Comparison comparison = new([Recipe("ease"), Recipe("popularity")], seeds: 1, new RunContext(), _ =>
        {
            loads++;
            return Data;
        });

        comparison.Run(
            job =>
            {
                splits.Add(job.Split);
                return Outcome(0.5, bestEpoch: 0);
            },
            soFar => rows.Add(soFar.Rows.Count));

        Assert.Equal(1, loads);
        Assert.Single(splits);
        Assert.Equal([1, 2], rows);
    }

    [Fact]
    public void The_median_of_an_even_number_of_seeds_is_between_the_middle_values()
    {
        Queue<int> epochs = new([1, 4, 2, 9]);
        Comparison comparison = new([Recipe("mult-vae")], seeds: 4, new RunContext(), _ => Data);

        ComparisonRow row = comparison.Run(_ => Outcome(0.5, epochs.Dequeue())).Rows[0];

        // Sorted: 1, 2, 4, 9. The epoch takes 10 times as many seconds.
        Assert.Equal(3, row.BestEpoch);
        Assert.Equal(30, row.EpochSeconds);
    }

    [Theory]
    [InlineData("\"users\": 10, \"testTargets\": 2", 0.25, 1)]
    [InlineData("\"users\": 10, \"trainInteractions\": 32", null, 0)]
    [InlineData("\"users\": 6040", null, 0)]
    public void Published_results_are_shown_only_for_the_published_data(string counts, double? published, int notes)
    {
        Recipe recipe = Recipe("ease", $$$""", "published": {"source": "a paper", "metrics": {"ndcg@10": 0.25}}, "expectedCounts": {"source": "a paper", {{{counts}}}}""");

        ComparisonResult result = new Comparison([recipe], seeds: 1, new RunContext(), _ => Data).Run(_ => Outcome(0.5, bestEpoch: 0));

        Assert.Equal(published, result.Rows[0].Metrics["ndcg@10"].Published);
        Assert.Equal(notes, result.Notes.Count);
    }

    [Fact]
    public void Data_that_differs_by_less_than_five_per_cent_counts_as_the_published_data()
    {
        ExpectedDatasetCounts counts = new() { Source = "a paper", TrainInteractions = 30 };
        Split split = Recipe("ease").Split(Data);

        Assert.True(counts.Match(Data, split));
        Assert.True((counts with { TrainInteractions = 31 }).Match(Data, split));
        Assert.False((counts with { TrainInteractions = 32 }).Match(Data, split));
        Assert.Equal(["training interactions 31, here 30"], (counts with { TrainInteractions = 31 }).FindDifferences(Data, split));
        Assert.True((counts with { TrainInteractions = null }).Match(Data, split));
    }

    private static Recipe Recipe(string model, string more = "") => Elbo.Runs.Recipe.Parse(
        $$$"""{"model": "{{{model}}}", "metrics": ["ndcg@10"], "split": {"kind": "held-out-users", "validationUsers": 2, "testUsers": 2}{{{more}}}}""", "test", model);

    private static RunOutcome Outcome(double ndcg, int bestEpoch) => new(
        bestEpoch, bestEpoch, null, 10 * bestEpoch, 1, new Dictionary<string, double> { ["ndcg@10"] = ndcg }, new Dictionary<string, double>(), 2, 0);
}
