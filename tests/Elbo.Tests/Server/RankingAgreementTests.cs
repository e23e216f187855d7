using System.Text.Json;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Inference;
using Elbo.Runs;
using Elbo.Tests.Inference;
using Elbo.Tests.Models;

namespace Elbo.Tests.Server;

/// <summary>One history has one ranking, however it arrives: sent, stored as events, in a program, or in an evaluation.</summary>
[Collection(SequentialTorchTests.Name)]
public sealed class RankingAgreementTests : IDisposable
{
    private const int K = 6;

    // i3 again at the end: an item counts at its first event.
    private static readonly string[] Events = ["i3", "i1", "i8", "i3"];
    private static readonly int[] History = [3, 1, 8];

    private readonly TrainedBundle bundle = new("svae");

    public void Dispose() => bundle.Dispose();

    [Fact]
    public async Task A_posted_history_stored_events_and_the_evaluation_give_the_same_ranking()
    {
        await using RunningServer server = await RunningServer.StartAsync($"--Elbo:Bundle={bundle.Path}");
        string events = string.Join(", ", Events.Select((item, index) => $$"""{ "user": "ann", "item": "{{item}}", "time": "2020-01-0{{index + 1}}T00:00:00Z" }"""));
        (await server.PostAsync("/v1/events", $$"""{ "events": [{{events}}] }""")).Ok();

        string[] posted = Ids((await server.PostAsync("/v1/recommendations", JsonSerializer.Serialize(new { history = Events, k = K }))).Ok());
        string[] stored = Ids((await server.GetAsync($"/v1/users/ann/recommendations?k={K}")).Ok());

        Assert.Equal(K, posted.Length);
        Assert.Equal(posted, stored);
        Assert.Equal(posted, Ids(Recommender()));
        Assert.Equal(posted, Ids(InMemory(History)));
        Assert.All(posted.Index(), ranked => Assert.Equal(1.0 / (ranked.Index + 1), ReciprocalRank(History, ranked.Item), 1e-12));
    }

    [Fact]
    public async Task An_empty_history_is_ranked_by_popularity_everywhere()
    {
        await using RunningServer server = await RunningServer.StartAsync($"--Elbo:Bundle={bundle.Path}");

        JsonElement posted = (await server.PostAsync("/v1/recommendations", $$"""{ "history": [], "k": {{K}} }""")).Ok();
        JsonElement stored = (await server.GetAsync($"/v1/users/nobody/recommendations?k={K}")).Ok();

        string[] popular = [.. bundle.Items.OrderByDescending(item => item.InteractionCount).Take(K).Select(item => item.Id)];
        Assert.Equal("popularity", posted.GetProperty("source").GetString());
        Assert.Equal(popular, Ids(posted));
        Assert.Equal(popular, Ids(stored));
        Assert.Equal(popular, Ids(InMemory([])));
        Assert.All(popular.Index(), ranked => Assert.Equal(1.0 / (ranked.Index + 1), ReciprocalRank([], ranked.Item), 1e-12));
    }

    private RecommendationResult Recommender()
    {
        using Recommender recommender = Elbo.Inference.Recommender.Load(bundle.Path);
        return recommender.Recommend(Events, K);
    }

    private RecommendationResult InMemory(int[] history) =>
        new ModelRecommender(bundle.Model, bundle.Items).Recommend(InteractionMatrix.FromRows([history], bundle.Items.Length), 0, K);

    /// <summary>The reciprocal rank of an item in the evaluation of a history.</summary>
    private double ReciprocalRank(int[] history, string item)
    {
        HeldOutSet user = new(
            [0],
            InteractionMatrix.FromRows([history], bundle.Items.Length),
            InteractionMatrix.FromRows([[int.Parse(item[1..], null)]], bundle.Items.Length));
        return Evaluator.Evaluate(bundle.Model, user, new() { Metrics = [$"mrr@{K}"] }, bundle.Train, TestContext.Current.CancellationToken)[$"mrr@{K}"];
    }

    private static string[] Ids(JsonElement response) => [.. response.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private static string[] Ids(RecommendationResult result) => [.. result.Items.Select(item => item.Item.Id)];
}
