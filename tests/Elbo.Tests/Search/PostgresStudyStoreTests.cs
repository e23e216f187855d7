using Elbo.Search;
using Npgsql;

namespace Elbo.Tests.Search;

public sealed class PostgresStudyStoreTests(PostgresServer server) : StudyStoreContract
{
    [Fact]
    public void A_missing_database_is_an_error()
    {
        string place = NewLocation().Replace("Database=studies", "Database=nothing", StringComparison.Ordinal);

        Assert.Contains("the database does not exist; create it with createdb", Assert.Throws<ElboException>(() => StudyStore.Open(place)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_server_is_an_error()
    {
        string place = NewLocation();
        using StudyStore store = StudyStore.Open(place);
        using (NpgsqlConnection other = new(place + ";Pooling=false"))
        {
            other.Open();
            using NpgsqlCommand command = other.CreateCommand();
            command.CommandText = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
            command.ExecuteNonQuery();
        }

        Assert.Contains("cannot be reached", Assert.Throws<ElboException>(store.GetStudyNames).Message, StringComparison.Ordinal);
        Assert.Empty(store.GetStudyNames());
    }

    protected override string NewLocation()
    {
        Assert.SkipWhen(server.MissingReason is not null, server.MissingReason ?? "");
        return server.NewDatabase();
    }
}
