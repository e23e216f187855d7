using Elbo.Search;
using Npgsql;

namespace Elbo.Tests.Search;

public class StudyStoreLocationTests
{
    [Theory]
    [InlineData("runs/studies.db")]
    [InlineData("/somewhere/host.db")]
    public void A_path_is_an_SQLite_file(string place) => Assert.Null(PostgresStudyDatabase.ParseConnectionString(place));

    [Theory]
    [InlineData("postgresql://me:pass%40word@db.example:5433/elbo")]
    [InlineData("Host=db.example;Port=5433;Username=me;Password=pass@word;Database=elbo")]
    public void A_connection_string_or_URI_is_a_PostgreSQL_server(string place)
    {
        NpgsqlConnectionStringBuilder connection = PostgresStudyDatabase.ParseConnectionString(place)!;

        Assert.Equal(("db.example", 5433, "me", "pass@word", "elbo"), (connection.Host, connection.Port, connection.Username, connection.Password, connection.Database));
    }

    [Fact]
    public void The_error_about_an_unreachable_server_does_not_contain_the_password()
    {
        // Port 1 is reserved and no server listens there.
        ElboException error = Assert.Throws<ElboException>(() => StudyStore.Open("Host=127.0.0.1;Port=1;Username=me;Password=secret;Database=elbo"));

        Assert.StartsWith("PostgreSQL 127.0.0.1:1/elbo: cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_about_an_invalid_connection_string_does_not_contain_the_password()
    {
        ElboException error = Assert.Throws<ElboException>(() => StudyStore.Open("Host=localhost;Prot=5;Password=secret"));

        Assert.Contains("is not a valid connection string", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
