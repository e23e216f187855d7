using Elbo.Server.Security;
using Elbo.Storage;

namespace Elbo.Tests.Server;

public class PrivacyTests
{
    private const string User = "user-4711";
    private const string Item = "item-0815";
    private const string Key = "elbo_secret-key";

    [Fact]
    public async Task No_user_history_or_key_is_logged_at_any_level_or_error()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace",
            "--Elbo:ApiKeys:0:Name=web", "--Elbo:ApiKeys:0:Role=admin", $"--Elbo:ApiKeys:0:Sha256={ApiKeyGenerator.Hash(Key)}");
        (await server.PostAsync("/v1/events", $$"""{ "user": "{{User}}", "item": "{{Item}}" }""", Key)).Ok();
        (await server.GetAsync($"/v1/users/{User}/recommendations?k=2&explain=true", Key)).Ok();
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": ["{{Item}}", "i0"] }""", Key)).Ok();
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": ["{{Item}}"], "{{User}}": 1 }""", Key)).Problem(400);
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": ["{{Item}}" """, Key)).Problem(400);
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": ["{{Item}}"], "k": 0 }""", Key)).Problem(400);
        (await server.GetAsync($"/v1/users/{User}/recommendations?k=x", Key)).Problem(400);
        (await server.GetAsync($"/v1/users/{User}", Key)).Problem(405);
        (await server.GetAsync($"/v1/items/{Item}", Key)).Problem(404);
        (await server.GetAsync($"/v1/users/{User}/recommendations", Key + "x")).Problem(401);
        (await server.GetAsync($"/{User}?{Item}={Key}")).Problem(404);
        await DropTableAsync(server);
        (await server.GetAsync($"/v1/users/{User}/recommendations", Key)).Problem(500);
        (await server.PostAsync("/v1/events", $$"""{ "user": "{{User}}", "item": "{{Item}}" }""", Key)).Problem(503);
        (await server.SendAsync(HttpMethod.Delete, $"/v1/users/{User}", key: Key)).Problem(503);

        // Failures are logged with their stack traces.
        Assert.Contains(server.Log.Lines, line => line.Contains("a request failed unexpectedly: Microsoft.Data.Sqlite.SqliteException", StringComparison.Ordinal));
        Assert.Contains(server.Log.Lines, line => line.Contains("EventStore", StringComparison.Ordinal));
        Assert.All((string[])[User, Item, Key], secret => Assert.DoesNotContain(server.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal)));
        string metrics = (await server.GetAsync("/metrics", Key)).Text;
        Assert.All((string[])[User, Item, Key], secret => Assert.DoesNotContain(secret, metrics, StringComparison.Ordinal));
    }

    private static async Task DropTableAsync(RunningServer server)
    {
        using Database database = EventStoreContract.OpenDatabase(Path.ChangeExtension(server.Bundle, ".events.db"));
        await EventStoreContract.ExecuteAsync(database, "DROP TABLE event");
    }
}
