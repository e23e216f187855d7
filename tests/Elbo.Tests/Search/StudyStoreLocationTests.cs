using Elbo.Search;
using Elbo.Storage;
using Npgsql;

namespace Elbo.Tests.Search;

public class StudyStoreLocationTests
{
    [Theory]
    [InlineData("runs/studies.db")]
    [InlineData("/somewhere/host.db")]
    public void A_path_is_an_SQLite_file(string place) => Assert.Null(PostgresProvider.ParseLocation(place, "--store"));

    [Theory]
    [InlineData("postgresql://me:pass%40word@db.example:5433/elbo")]
    [InlineData("postgres://me@db.example:5433/elbo?password=pass%40word&sslmode=verify-full")]
    [InlineData("postgresql:///elbo?host=db.example&port=5433&user=me&password=pass%40word")]
    [InlineData("Host=db.example;Port=5433;Username=me;Password=pass@word;Database=elbo")]
    public void A_connection_string_or_URI_is_a_PostgreSQL_server(string place)
    {
        NpgsqlConnectionStringBuilder connection = PostgresProvider.ParseLocation(place, "--store")!;

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

    [Theory]
    [InlineData("postgresql://me@localhost/elbo?prot=5")]
    [InlineData("postgresql://me@localhost:port/elbo")]
    [InlineData("postgres://me@localhost/elbo?sslmode=sometimes")]
    public void An_invalid_URI_is_an_error(string uri) =>
        Assert.Contains("is not a valid connection string or URI", Assert.Throws<ElboException>(() => StudyStore.Open(uri)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_error_about_an_invalid_connection_string_does_not_contain_the_password()
    {
        ElboException error = Assert.Throws<ElboException>(() => StudyStore.Open("Host=localhost;Prot=5;Password=secret"));

        Assert.Contains("is not a valid connection string", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
