using Elbo.Tests.Search;

namespace Elbo.Tests.Server;

public sealed class PostgresEventStoreTests(PostgresServer server) : EventStoreContract
{
    [Fact]
    public async Task An_unreachable_server_is_reported_without_the_password()
    {
        ElboException error = await Assert.ThrowsAsync<ElboException>(() => OpenAsync("Host=/nowhere;Username=me;Password=hidden;Database=d"));

        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    protected override string NewLocation()
    {
        Assert.SkipWhen(server.MissingReason is not null, server.MissingReason ?? "");
        return server.NewDatabase();
    }
}
