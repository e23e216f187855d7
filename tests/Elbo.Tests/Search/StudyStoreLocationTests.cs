using Elbo.Search;
using Npgsql;

namespace Elbo.Tests.Search;

public class StudyStoreLocationTests
{
    [Theory]
    [InlineData("runs/studies.db")]
    [InlineData("/somewhere/host.db")]
    public void A_path_is_a_file(string place) => Assert.Null(PostgresStudyDatabase.ParseConnectionString(place));

    [Theory]
    [InlineData("postgresql://me:pass%40word@db.example:5433/elbo")]
    [InlineData("Host=db.example;Port=5433;Username=me;Password=pass@word;Database=elbo")]
    public void A_connection_string_or_uri_is_a_server(string place)
    {
        NpgsqlConnectionStringBuilder connection = PostgresStudyDatabase.ParseConnectionString(place)!;

        Assert.Equal(("db.example", 5433, "me", "pass@word", "elbo"), (connection.Host, connection.Port, connection.Username, connection.Password, connection.Database));
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_told_without_its_password()
    {
        // Port 1 is reserved and nobody listens there.
        ElboException error = Assert.Throws<ElboException>(() => StudyStore.Open("Host=127.0.0.1;Port=1;Username=me;Password=secret;Database=elbo"));

        Assert.StartsWith("PostgreSQL 127.0.0.1:1/elbo: cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_connection_string_is_told_without_its_password()
    {
        ElboException error = Assert.Throws<ElboException>(() => StudyStore.Open("Host=localhost;Prot=5;Password=secret"));

        Assert.Contains("is no connection string", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
