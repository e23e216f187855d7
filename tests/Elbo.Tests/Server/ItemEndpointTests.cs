using System.Text.Json;

namespace Elbo.Tests.Server;

public sealed class ItemEndpointTests(ServerFixture shared) : IClassFixture<ServerFixture>
{
    private readonly RunningServer server = shared.Server;

    [Fact]
    public async Task Items_are_found_by_prefixes_of_words_in_their_titles()
    {
        JsonElement item = (await server.GetAsync("/v1/items/i5")).Ok();
        string title = item.GetProperty("title").GetString()!;

        JsonElement found = (await server.GetAsync($"/v1/items?query={Uri.EscapeDataString(title[..^1])}&limit=100")).Ok().GetProperty("items");

        Assert.Contains("i5", found.EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        int[] counts = [.. found.EnumerateArray().Select(one => one.GetProperty("interactionCount").GetInt32())];
        Assert.Equal(counts.OrderDescending(), counts);
    }

    [Fact]
    public async Task Similar_items_are_sorted_by_similarity_and_exclude_the_item()
    {
        JsonElement similar = (await server.GetAsync("/v1/items/i5/similar?k=3")).Ok().GetProperty("items");

        Assert.Equal(3, similar.GetArrayLength());
        Assert.DoesNotContain("i5", similar.EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        double[] similarities = [.. similar.EnumerateArray().Select(one => one.GetProperty("similarity").GetDouble())];
        Assert.Equal(similarities.OrderDescending(), similarities);
    }

    [Fact]
    public async Task The_model_endpoint_returns_the_manifest()
    {
        JsonElement model = (await server.GetAsync("/v1/model")).Ok();

        Assert.Equal(1, model.GetProperty("manifest").GetProperty("format").GetInt32());
        Assert.Equal(0, model.GetProperty("reloads").GetInt32());
        Assert.False(model.TryGetProperty("lastFailure", out _));
    }
}
