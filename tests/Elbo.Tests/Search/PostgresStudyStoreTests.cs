using Elbo.Search;

namespace Elbo.Tests.Search;

public sealed class PostgresStudyStoreTests(PostgresServer server) : StudyStoreContract, IClassFixture<PostgresServer>
{
    [Fact]
    public void A_database_that_is_not_there_is_told()
    {
        string place = NewPlace().Replace("Database=studies", "Database=nothing", StringComparison.Ordinal);

        Assert.Contains("there is no such database; make it with createdb", Assert.Throws<ElboException>(() => StudyStore.Open(place)).Message, StringComparison.Ordinal);
    }

    protected override string NewPlace()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        return server.NewDatabase();
    }
}
