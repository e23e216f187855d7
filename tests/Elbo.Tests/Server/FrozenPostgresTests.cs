using System.Net;
using Elbo.Tests.Search;

namespace Elbo.Tests.Server;

/// <summary>A PostgreSQL server that accepts connections and does not answer.</summary>
public sealed class FrozenPostgresTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task A_frozen_database_does_not_block_requests_that_do_not_need_it()
    {
        Assert.SkipWhen(postgres.MissingReason is not null, postgres.MissingReason ?? "");
        await using RunningServer server = await RunningServer.StartAsync($"--Elbo:EventStore={postgres.NewDatabase()}", "--Elbo:MaxConcurrentRequests=8");
        (await server.PostAsync("/v1/events", """{ "user": "u", "item": "i0" }""")).Ok();
        Task<TestResponse>[] users;
        postgres.Freeze();
        try
        {
            // One client can hold two of the store's four slots.
            users = [.. Enumerable.Range(0, 3).Select(_ => server.GetAsync("/v1/users/u/recommendations"))];
            Assert.Contains("event store is at capacity", (await await Task.WhenAny(users)).Problem(503), StringComparison.Ordinal);

            for (int i = 0; i < 20; i++)
            {
                (await server.PostAsync("/v1/recommendations", """{ "history": ["i0"] }""")).Ok();
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync("/health/ready")).Status);
        }
        finally
        {
            postgres.Thaw();
        }

        // They succeed, or have timed out.
        await Task.WhenAll(users);
        while ((await server.GetAsync("/health/ready")).Status != HttpStatusCode.OK)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
