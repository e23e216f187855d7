using Elbo.Inference;
using Elbo.Models;
using Elbo.Tests.Models;

namespace Elbo.Tests.Inference;

[Collection(SequentialTorchTests.Name)]
public class RecommenderTests
{
    public static TheoryData<string> Models => [.. ModelRegistry.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Ranking_follows_the_model_s_scores(string model)
    {
        using TrainedBundle bundle = new(model);
        using Recommender recommender = Recommender.Load(bundle.Path);
        float[] scores = bundle.Scores(3, 1, 8);

        RecommendationResult result = recommender.Recommend(["i3", "i1", "i8"], 5);

        int[] expected = [.. Enumerable.Range(0, scores.Length).Except([3, 1, 8]).OrderByDescending(column => scores[column]).Take(5)];
        Assert.Equal(5, result.Items.Count);
        Assert.All(result.Items.Zip(expected), pair => Assert.Equal(scores[pair.Second], pair.First.Score, 1e-4f));
        Assert.All(result.Items, item => Assert.Equal(scores[int.Parse(item.Item.Id[1..], null)], item.Score, 1e-4f));
        Assert.Equal((RecommendationSource.Model, 3), (result.Source, result.UsedItemCount));
        Assert.Empty(result.UnknownItemIds);
    }

    [Fact]
    public void Unknown_ids_are_reported_once_and_change_nothing()
    {
        using TrainedBundle bundle = new();
        using Recommender recommender = Recommender.Load(bundle.Path);

        RecommendationResult with = recommender.Recommend(["x", "i3", "y", "x", "i1"], 4);
        RecommendationResult without = recommender.Recommend(["i3", "i1"], 4);

        Assert.Equal(["x", "y"], with.UnknownItemIds);
        Assert.Equal(without.Items, with.Items);
        Assert.Equal(2, with.UsedItemCount);
        Assert.Equal(100, recommender.Recommend([.. Enumerable.Range(0, 500).Select(n => $"unknown {n}")], 1).UnknownItemIds.Count);
    }

    [Fact]
    public void A_history_without_known_items_is_ranked_by_popularity()
    {
        using TrainedBundle bundle = new();
        using Recommender recommender = Recommender.Load(bundle.Path);
        double total = bundle.Items.Sum(item => item.InteractionCount);
        string[] popular = [.. bundle.Items.OrderByDescending(item => item.InteractionCount).Take(3).Select(item => item.Id)];

        foreach (string[] history in (string[][])[[], ["unknown"]])
        {
            RecommendationResult result = recommender.Recommend(history, 3);

            Assert.Equal((RecommendationSource.Popularity, 0), (result.Source, result.UsedItemCount));
            Assert.Equal(popular, result.Items.Select(item => item.Item.Id));
            Assert.Equal((float)(result.Items[0].Item.InteractionCount / total), result.Items[0].Score, 1e-6f);
        }

        Assert.DoesNotContain(popular[0], recommender.Recommend(new RecommendationRequest { K = 3, Exclude = [popular[0]] }).Items.Select(item => item.Item.Id));
    }

    [Fact]
    public void A_repeated_item_counts_at_its_first_position()
    {
        using TrainedBundle bundle = new("svae");
        using Recommender recommender = Recommender.Load(bundle.Path);

        Assert.Equal(recommender.Recommend(["i3", "i1", "i8"], 4).Items, recommender.Recommend(["i3", "i1", "i3", "i8", "i1"], 4).Items);
        Assert.NotEqual(
            recommender.Recommend(["i3", "i1", "i8"], 4).Items.Select(item => item.Score),
            recommender.Recommend(["i8", "i1", "i3"], 4).Items.Select(item => item.Score));
    }

    [Fact]
    public void Only_the_most_recent_items_of_a_long_history_are_used()
    {
        using TrainedBundle bundle = new("svae", maxHistory: 2);
        using Recommender recommender = Recommender.Load(bundle.Path);

        RecommendationResult result = recommender.Recommend(["i5", "i3", "i1", "i8"], 3);

        Assert.Equal(2, result.UsedItemCount);
        Assert.Equal(recommender.Recommend(["i1", "i8"], 3).Items, result.Items);
        Assert.Equal(
            [.. bundle.Items.Select(item => item.Id).Except(["i5", "i3", "i1", "i8"]).Order(StringComparer.Ordinal)],
            recommender.Recommend(["i5", "i3", "i1", "i8"], int.MaxValue).Items.Select(item => item.Item.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_invalid_request_fails_alone()
    {
        using TrainedBundle bundle = new();
        using Recommender recommender = Recommender.Load(bundle.Path);
        Task<RecommendationResult>[] results =
        [
            .. Enumerable.Range(0, 50).Select(n => recommender.RecommendAsync(
                new RecommendationRequest { History = n == 20 ? [null!] : ["i1"], K = n == 30 ? 0 : 3 }, TestContext.Current.CancellationToken)),
        ];

        await Task.WhenAll(results).ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.All(results.Index(), result => Assert.Equal(result.Index is 20 or 30, result.Item.IsFaulted));
        Assert.IsAssignableFrom<ArgumentException>(results[20].Exception!.InnerException);
    }

    [Fact]
    public void A_large_k_returns_all_remaining_items()
    {
        using TrainedBundle bundle = new();
        using Recommender recommender = Recommender.Load(bundle.Path);

        Assert.Equal(bundle.Items.Length - 2, recommender.Recommend(["i0", "i1"], int.MaxValue).Items.Count);
        Assert.Equal(bundle.Items.Length - 2, recommender.Recommend(new RecommendationRequest { History = ["i0", "i1"], K = int.MaxValue, MaxPerCategory = 1_000 }).Items.Count);
        Assert.Empty(recommender.Recommend([.. bundle.Items.Select(item => item.Id)], 5).Items);
        Assert.Empty(recommender.Recommend(new RecommendationRequest { History = ["i0"], K = 5, Candidates = [] }).Items);
    }

    [Fact]
    public void A_batch_gives_the_results_of_single_requests()
    {
        using TrainedBundle bundle = new("mult-vae");
        using Recommender recommender = Recommender.Load(bundle.Path);
        RecommendationRequest[] requests = [.. Enumerable.Range(0, 60).Select(n => new RecommendationRequest
        {
            History = [.. Enumerable.Range(0, n % 9).Select(place => $"i{(n + (place * place)) % bundle.Items.Length}")],
            K = 1 + (n % 7),
            PopularityDiscount = n % 3 == 0 ? 0.5 : 0,
            MaxPerCategory = n % 3 == 0 ? 2 : null,
        })];

        IReadOnlyList<RecommendationResult> together = recommender.Recommend(requests);

        Assert.All(requests.Zip(together), pair => AssertSameResult(recommender.Recommend(pair.First), pair.Second));
    }

    [Fact]
    public async Task Queued_requests_get_their_own_results()
    {
        using TrainedBundle bundle = new("mult-vae");
        using Recommender recommender = Recommender.Load(bundle.Path, new RecommenderOptions { MaxBatchSize = 8, MaxConcurrentRuns = 2 });
        RecommendationRequest[] requests = [.. Enumerable.Range(0, 400).Select(n => new RecommendationRequest { History = [$"i{n % bundle.Items.Length}", $"i{n * 7 % bundle.Items.Length}"], K = 3 })];

        RecommendationResult[] results = await Task.WhenAll(requests.Select(request => Task.Run(() => recommender.RecommendAsync(request, TestContext.Current.CancellationToken))));

        Assert.All(requests.Zip(results), pair => AssertSameResult(recommender.Recommend(pair.First), pair.Second));
    }

    [Fact]
    public async Task A_canceled_request_is_dropped()
    {
        using TrainedBundle bundle = new();
        using Recommender recommender = Recommender.Load(bundle.Path);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recommender.RecommendAsync(new RecommendationRequest { History = ["i1"], K = 3 }, new CancellationToken(canceled: true)));
        Assert.Equal(3, (await recommender.RecommendAsync(new RecommendationRequest { History = ["i1"], K = 3 }, TestContext.Current.CancellationToken)).Items.Count);
    }

    [Fact]
    public async Task Dispose_completes_running_requests_and_refuses_later_ones()
    {
        using TrainedBundle bundle = new("mult-vae");
        Recommender recommender = Recommender.Load(bundle.Path);
        Task<RecommendationResult>[] running = [.. Enumerable.Range(0, 200).Select(_ => recommender.RecommendAsync(new RecommendationRequest { History = ["i1"], K = 3 }, TestContext.Current.CancellationToken))];

        recommender.Dispose();
        recommender.Dispose();

        Assert.All(await Task.WhenAll(running), result => Assert.Equal(3, result.Items.Count));
        Assert.Throws<ObjectDisposedException>(() => recommender.Recommend(["i1"]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => recommender.RecommendAsync(new RecommendationRequest { History = ["i1"], K = 3 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        using TrainedBundle bundle = new();
        using Recommender recommender = Recommender.Load(bundle.Path);

        AssertRefused("K", new() { History = ["i1"], K = 0 });
        AssertRefused("Diversity", new() { History = ["i1"], Diversity = 1.1 });
        AssertRefused("PopularityDiscount", new() { History = ["i1"], PopularityDiscount = double.NaN });
        AssertRefused("MaxPerCategory", new() { History = ["i1"], MaxPerCategory = 0 });
        AssertRefused("History", new() { History = ["i1", null!] });
        AssertRefused("Exclude", new() { History = ["i1"], Exclude = [""] });
        AssertRefused("Times", new() { History = ["i1"], Times = [1, 2] });
        Assert.Throws<ArgumentOutOfRangeException>(() => Recommender.Load(bundle.Path, new RecommenderOptions { IntraOpThreads = 0 }));
        Assert.Contains("'i999'", Assert.Throws<ArgumentException>(() => recommender.GetSimilarItems("i999")).Message, StringComparison.Ordinal);
        Assert.Null(recommender.FindItem("i999"));
        Assert.Equal(bundle.Items[4].Title, recommender.FindItem("i4")!.Title);

        void AssertRefused(string property, RecommendationRequest request) =>
            Assert.StartsWith($"{property}: expected ", Assert.Throws<ArgumentException>(() => recommender.Recommend(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_s_effect_is_the_score_lost_without_the_item()
    {
        using TrainedBundle bundle = new();
        using Recommender recommender = Recommender.Load(bundle.Path);
        float[] all = bundle.Scores(3, 1, 8);

        Explanation explanation = Assert.Single(recommender.Explain(new() { History = ["i3", "unknown", "i1", "i8"] }, ["i5"], maxReasons: 3));

        Assert.Equal("i5", explanation.Item.Id);
        Dictionary<string, float> effects = explanation.Reasons.ToDictionary(reason => reason.Item.Id, reason => reason.Effect);
        Assert.Equal(all[5] - bundle.Scores(1, 8)[5], effects["i3"], 1e-4f);
        Assert.Equal(all[5] - bundle.Scores(3, 8)[5], effects["i1"], 1e-4f);
        Assert.Equal(all[5] - bundle.Scores(3, 1)[5], effects["i8"], 1e-4f);
        Assert.Equal(explanation.Reasons.OrderByDescending(reason => reason.Effect), explanation.Reasons);
        Assert.Throws<ArgumentException>(() => recommender.Explain(new() { History = ["i3"] }, ["i3"]));
        Assert.Empty(Assert.Single(recommender.Explain(new() { History = [] }, ["i3"])).Reasons);
    }

    [Fact]
    public void Effects_for_logits_compare_log_probabilities_outside_the_history()
    {
        using TrainedBundle bundle = new("mult-vae");
        using Recommender recommender = Recommender.Load(bundle.Path);
        int[] others = [.. Enumerable.Range(0, bundle.Items.Length).Except([3, 1])];

        Reason reason = Assert.Single(Assert.Single(recommender.Explain(new() { History = ["i3", "i1"] }, ["i5"], maxReasons: 1)).Reasons);

        int leftOut = int.Parse(reason.Item.Id[1..], null);
        Assert.Equal(LogProbability(bundle.Scores(3, 1)) - LogProbability(bundle.Scores(leftOut == 3 ? 1 : 3)), reason.Effect, 1e-3f);

        float LogProbability(float[] scores) => scores[5] - (float)Math.Log(others.Sum(column => Math.Exp(scores[column])));
    }

    [Fact]
    public void Similar_items_come_from_the_bundle()
    {
        using TrainedBundle bundle = new("mult-vae");
        using Recommender recommender = Recommender.Load(bundle.Path);
        using TrainedBundle popular = new("popularity");
        using Recommender popularity = Recommender.Load(popular.Path);

        IReadOnlyList<SimilarItem> similar = recommender.GetSimilarItems("i2", 3);

        Assert.True(similar.Count is > 0 and <= 3);
        Assert.DoesNotContain("i2", similar.Select(item => item.Item.Id));
        Assert.Equal(similar.OrderByDescending(item => item.Similarity), similar);
        Assert.Empty(popularity.GetSimilarItems("i2"));
    }

    /// <summary>Same source and scores; runs of different sizes may round differently.</summary>
    private static void AssertSameResult(RecommendationResult expected, RecommendationResult actual)
    {
        Assert.Equal(expected.Source, actual.Source);
        Assert.Equal(expected.Items.Count, actual.Items.Count);
        Assert.All(expected.Items.Zip(actual.Items), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4f));
    }
}
