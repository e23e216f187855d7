using Elbo.Cli;

namespace Elbo.Tests.Cli;

public class CommandLineTextTests
{
    [Theory]
    [InlineData("Host=db;Username=me;Password=a secret!;Database=elbo", "Host=db;Username=me;Password=***;Database=elbo")]
    [InlineData("Host=db;pwd = 'a;secret'", "Host=db;pwd = ***")]
    [InlineData("--store=Host=db;PASSWORD=secret", "--store=Host=db;PASSWORD=***")]
    [InlineData("postgresql://me:secret@db:5432/elbo", "postgresql://me:***@db:5432/elbo")]
    [InlineData("postgres://me@db/elbo", "postgres://me@db/elbo")]
    [InlineData("training.epochs=5", "training.epochs=5")]
    public void Passwords_are_redacted(string argument, string expected) => Assert.Equal($"elbo search {expected}", CommandLineText.Redact(["search", argument]));
}
