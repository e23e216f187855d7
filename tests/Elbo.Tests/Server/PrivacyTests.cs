using System.Data.Common;
using Elbo.Server.Security;
using Elbo.Server.Events;

namespace Elbo.Tests.Server;

public class PrivacyTests
{
    private const string Person = "person-4711";
    private const string Chosen = "item-0815";
    private const string Key = "elbo_secret-key";

    [Fact]
    public async Task No_person_history_or_key_is_logged_whatever_level_is_set_and_whatever_fails()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace",
            "--Elbo:Keys:0:Name=web", "--Elbo:Keys:0:Role=admin", $"--Elbo:Keys:0:Sha256={ApiKeyGenerator.Hash(Key)}");
        (await server.PostAsync("/v1/events", $$"""{ "user": "{{Person}}", "item": "{{Chosen}}" }""", Key)).Ok();
        (await server.GetAsync($"/v1/users/{Person}/recommendations?k=2&explain=true", Key)).Ok();
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": ["{{Chosen}}", "i0"] }""", Key)).Ok();
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": ["{{Chosen}}"], "{{Person}}": 1 }""", Key)).Problem(400);
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": ["{{Chosen}}" """, Key)).Problem(400);
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": ["{{Chosen}}"], "k": 0 }""", Key)).Problem(400);
        (await server.GetAsync($"/v1/users/{Person}/recommendations?k=x", Key)).Problem(400);
        (await server.GetAsync($"/v1/users/{Person}", Key)).Problem(405);
        (await server.GetAsync($"/v1/items/{Chosen}", Key)).Problem(404);
        (await server.GetAsync($"/v1/users/{Person}/recommendations", Key + "x")).Problem(401);
        (await server.GetAsync($"/{Person}?{Chosen}={Key}")).Problem(404);
        await DropTableAsync(server);
        (await server.GetAsync($"/v1/users/{Person}/recommendations", Key)).Problem(500);
        (await server.PostAsync("/v1/events", $$"""{ "user": "{{Person}}", "item": "{{Chosen}}" }""", Key)).Problem(503);
        (await server.SendAsync(HttpMethod.Delete, $"/v1/users/{Person}", key: Key)).Problem(503);

        // Failures are told, with the place where they happened.
        Assert.Contains(server.Log.Lines, line => line.Contains("a request failed: Microsoft.Data.Sqlite.SqliteException", StringComparison.Ordinal));
        Assert.Contains(server.Log.Lines, line => line.Contains("EventStore", StringComparison.Ordinal));
        Assert.All((string[])[Person, Chosen, Key], secret => Assert.DoesNotContain(server.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal)));
        string metrics = (await server.GetAsync("/metrics", Key)).Text;
        Assert.All((string[])[Person, Chosen, Key], secret => Assert.DoesNotContain(secret, metrics, StringComparison.Ordinal));
    }

    private static async Task DropTableAsync(RunningServer server)
    {
        EventDatabase database = EventDatabase.Open(Path.ChangeExtension(server.Bundle, ".events.db"));
        await using (DbConnection connection = await database.ConnectForWritingAsync())
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "DROP TABLE event";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}
