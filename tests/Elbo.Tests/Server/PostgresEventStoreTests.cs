using Elbo.Server.Events;
using Elbo.Tests.Search;
using Npgsql;

namespace Elbo.Tests.Server;

public sealed class PostgresEventStoreTests(PostgresServer server) : EventStoreContract
{
    [Fact]
    public void An_unreachable_server_is_reported_without_the_password()
    {
        ElboException error = Assert.Throws<ElboException>(() => Open("Host=/nowhere;Username=me;Password=hidden;Database=d"));

        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_is_opened_by_URI()
    {
        NpgsqlConnectionStringBuilder connection = new(NewLocation());
        string uri = $"postgresql://{connection.Username}@/{connection.Database}?host={Uri.EscapeDataString(connection.Host!)}&application_name=elbo";
        await using (EventStore store = Open(uri))
        {
            await StoreAsync(store, new UserEvent("u", "a", 1));
        }

        await using EventStore same = Open(connection.ToString());
        Assert.Equal(["a"], (await same.GetHistoryAsync("u", 10, TestContext.Current.CancellationToken)).Items);
    }

    [Fact]
    public void A_database_whose_encoding_cannot_store_all_ids_is_refused()
    {
        NpgsqlConnectionStringBuilder connection = new(NewLocation());
        using (NpgsqlConnection admin = new($"{connection};Pooling=false"))
        {
            admin.Open();
            using NpgsqlCommand create = admin.CreateCommand();
            create.CommandText = "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'";
            create.ExecuteNonQuery();
        }

        connection.Database = "latin";
        ElboException error = Assert.Throws<ElboException>(() => Open(connection.ToString()));

        Assert.Contains("its encoding is LATIN1", error.Message, StringComparison.Ordinal);
    }

    protected override string NewLocation()
    {
        Assert.SkipWhen(server.MissingReason is not null, server.MissingReason ?? "");
        return server.NewDatabase();
    }

    protected override string RefuseItem(string item) => $"ALTER TABLE event ADD CHECK (item <> '{item}')";
}
