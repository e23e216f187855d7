using System.Net;
using System.Text.Json;
using Elbo.Server.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Elbo.Tests.Server;

public sealed class EventEndpointTests(ServerFixture shared) : IClassFixture<ServerFixture>
{
    private readonly RunningServer server = shared.Server;

    [Fact]
    public async Task Stored_events_are_the_history_for_recommendations()
    {
        JsonElement stored = (await server.PostAsync("/v1/events", """{ "events": [{ "user": "ann", "item": "i0" }, { "user": "ann", "item": "i1", "time": "2020-01-31T12:00:00Z" }, { "user": "bob", "item": "i2" }] }""")).Ok();
        Assert.Equal(3, stored.GetProperty("stored").GetInt32());

        JsonElement answer = (await server.GetAsync("/v1/users/ann/recommendations?k=4")).Ok();

        JsonElement same = (await server.PostAsync("/v1/recommendations", """{ "history": ["i1", "i0"], "k": 4 }""")).Ok();
        Assert.Equal(same.ToString(), answer.ToString());
        Assert.Equal(2, answer.GetProperty("usedItemCount").GetInt32());
    }

    [Fact]
    public async Task Query_parameters_are_applied()
    {
        (await server.PostAsync("/v1/events", """{ "user": "cem", "item": "i0" }""")).Ok();

        JsonElement odd = (await server.GetAsync("/v1/users/cem/recommendations?k=3&category=odd&explain=true&maxReasons=1")).Ok();

        Assert.All(odd.GetProperty("items").EnumerateArray(), item =>
        {
            Assert.Contains("odd", item.GetProperty("categories").EnumerateArray().Select(category => category.GetString()));
            Assert.Equal("i0", item.GetProperty("reasons")[0].GetProperty("id").GetString());
        });
    }

    [Theory]
    [InlineData("dora")]
    [InlineData("a/b")]
    [InlineData("50%2F50 é")]
    public async Task A_deleted_user_gets_popular_items(string user)
    {
        string path = $"/v1/users/{Uri.EscapeDataString(user)}";
        (await server.PostAsync("/v1/events", $$"""{ "user": {{JsonSerializer.Serialize(user)}}, "item": "i0" }""")).Ok();
        Assert.Equal("model", (await server.GetAsync($"{path}/recommendations")).Ok().GetProperty("source").GetString());

        Assert.Equal(1, (await server.SendAsync(HttpMethod.Delete, path)).Ok().GetProperty("deletedEvents").GetInt32());

        Assert.Equal("popularity", (await server.GetAsync($"{path}/recommendations")).Ok().GetProperty("source").GetString());
        Assert.Equal(0, (await server.SendAsync(HttpMethod.Delete, path)).Ok().GetProperty("deletedEvents").GetInt32());
    }

    [Fact]
    public async Task A_full_queue_is_reported_with_Retry_After()
    {
        await using RunningServer small = await RunningServer.StartAsync("--Elbo:MaxQueuedEvents=2");
        (await small.PostAsync("/v1/events", """{ "events": [{ "user": "u", "item": "i0" }, { "user": "u", "item": "i1" }] }""")).Ok();

        TestResponse refused = await small.PostAsync("/v1/events", """{ "events": [{ "user": "u", "item": "i2" }, { "user": "u", "item": "i3" }, { "user": "u", "item": "i4" }] }""");

        refused.Problem(503);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(2, (await small.GetAsync("/v1/users/u/recommendations")).Ok().GetProperty("usedItemCount").GetInt32());
    }

    [Fact]
    public async Task A_posted_history_and_stored_events_with_the_same_times_give_the_same_ranking()
    {
        (await server.PostAsync("/v1/events", """
            { "events": [{ "user": "eva", "item": "i3", "time": "2020-01-03T00:00:00Z" }, { "user": "eva", "item": "i7", "time": "2020-01-01T00:00:00Z" },
                         { "user": "eva", "item": "i7", "time": "2020-01-05T00:00:00Z" }, { "user": "eva", "item": "i5", "time": "2020-01-02T00:00:00Z" }] }
            """)).Ok();
        JsonElement stored = (await server.GetAsync("/v1/users/eva/recommendations?k=6")).Ok();

        string[] same =
        [
            """{ "history": ["i7", "i5", "i3"], "k": 6 }""",
            """{ "history": ["i7", "i5", "i3", "i7"], "k": 6 }""",
            """{ "history": ["i3", "i7", "i7", "i5"], "times": [1578009600, 1577836800, 1578182400, 1577923200], "k": 6 }""",
        ];
        foreach (string request in same)
        {
            Assert.Equal(stored.ToString(), (await server.PostAsync("/v1/recommendations", request)).Ok().ToString());
        }
    }

    [Fact]
    public async Task A_removed_event_file_makes_writes_fail_and_the_server_not_ready()
    {
        await using RunningServer broken = await RunningServer.StartAsync();
        (await broken.PostAsync("/v1/events", """{ "user": "u", "item": "i0" }""")).Ok();
        Assert.Equal(HttpStatusCode.OK, (await broken.GetAsync("/health/ready")).Status);
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(broken.Bundle)!, "*.events.db*"))
        {
            File.Delete(file);
        }

        for (int i = 0; i < 3; i++)
        {
            (await broken.PostAsync("/v1/events", """{ "user": "u", "item": "i1" }""")).Problem(503);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await broken.GetAsync("/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await broken.GetAsync("/health/live")).Status);
        (await broken.PostAsync("/v1/recommendations", """{ "history": ["i0"] }""")).Ok();
    }

    [Fact]
    public async Task Queued_writes_are_completed_before_the_server_stops()
    {
        string place;
        await using (RunningServer stopping = await RunningServer.StartAsync())
        {
            place = Path.ChangeExtension(stopping.Bundle, ".events.db");
            EventWriter writer = stopping.App.Services.GetRequiredService<EventWriter>();
            Task<int>[] writes = [.. Enumerable.Range(0, 500).Select(i => writer.StoreAsync([new UserEvent("u", $"{i}", i)], CancellationToken.None))];

            await stopping.App.StopAsync(TestContext.Current.CancellationToken);

            Assert.Equal(500, (await Task.WhenAll(writes)).Sum());
            await using EventStore store = EventStoreContract.Open(place);
            Assert.Equal(500, (await store.GetHistoryAsync("u", 1000, TestContext.Current.CancellationToken)).Items.Count);
        }
    }
}
