using System.Text.Json;

namespace Elbo.Tests.Server;

public sealed class RecommendationEndpointTests(ServerFixture shared) : IClassFixture<ServerFixture>
{
    private readonly RunningServer server = shared.Server;

    [Fact]
    public async Task One_history_gets_k_items_that_are_not_in_it()
    {
        JsonElement answer = (await server.PostAsync("/v1/recommendations", """{ "history": ["i0", "i1", "i0"], "k": 7 }""")).Ok();

        string[] ids = [.. answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
        Assert.Equal(7, ids.Distinct().Count());
        Assert.DoesNotContain(ids, id => id is "i0" or "i1");
        Assert.Equal("model", answer.GetProperty("source").GetString());
        Assert.Equal(2, answer.GetProperty("usedItemCount").GetInt32());
        Assert.Empty(answer.GetProperty("unknownItemIds").EnumerateArray());
        JsonElement best = answer.GetProperty("items")[0];
        Assert.NotEmpty(best.GetProperty("title").GetString()!);
        Assert.NotEmpty(best.GetProperty("categories").EnumerateArray());
        Assert.False(best.TryGetProperty("reasons", out _));
        double[] scores = [.. answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("score").GetDouble())];
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public async Task The_default_is_ten_items()
    {
        JsonElement answer = (await server.PostAsync("/v1/recommendations", """{ "history": ["i0"] }""")).Ok();

        Assert.Equal(10, answer.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Unknown_ids_are_reported_and_an_unknown_history_gets_popular_items()
    {
        JsonElement answer = (await server.PostAsync("/v1/recommendations", """{ "history": ["unknown", "unknown"], "k": 1 }""")).Ok();

        Assert.Equal("popularity", answer.GetProperty("source").GetString());
        Assert.Equal(["unknown"], answer.GetProperty("unknownItemIds").EnumerateArray().Select(id => id.GetString()));
    }

    [Fact]
    public async Task Several_histories_get_results_in_their_order()
    {
        JsonElement answers = (await server.PostAsync("/v1/recommendations", """{ "requests": [{ "history": ["i0"], "k": 2 }, { "history": [], "k": 3 }] }""")).Ok().GetProperty("results");

        Assert.Equal([2, 3], answers.EnumerateArray().Select(answer => answer.GetProperty("items").GetArrayLength()));
        Assert.Equal(["model", "popularity"], answers.EnumerateArray().Select(answer => answer.GetProperty("source").GetString()));
        JsonElement alone = (await server.PostAsync("/v1/recommendations", """{ "history": ["i0"], "k": 2 }""")).Ok();
        Assert.Equal(
            alone.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()),
            answers[0].GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Requested_reasons_are_items_of_the_history()
    {
        JsonElement answer = (await server.PostAsync("/v1/recommendations", """{ "history": ["i0", "i1", "i2"], "k": 2, "explain": true, "maxReasons": 2 }""")).Ok();

        Assert.All(answer.GetProperty("items").EnumerateArray(), item =>
        {
            string[] reasons = [.. item.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("id").GetString()!)];
            Assert.Equal(2, reasons.Length);
            Assert.All(reasons, id => Assert.Contains(id, (string[])["i0", "i1", "i2"]));
        });
    }

    [Fact]
    public async Task Request_options_are_applied()
    {
        JsonElement answer = (await server.PostAsync("/v1/recommendations", """{ "history": ["i0"], "k": 5, "candidates": ["i7", "i8"], "exclude": ["i8"] }""")).Ok();

        Assert.Equal(["i7"], answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
    }
}
