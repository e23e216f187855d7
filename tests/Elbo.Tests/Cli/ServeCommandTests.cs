using Elbo.Server;

namespace Elbo.Tests.Cli;

public class ServeCommandTests
{
    [Fact]
    public void A_missing_bundle_is_an_error() =>
        Assert.Contains("/nowhere/model.elbo", CliResult.Failure("serve", "/nowhere/model.elbo", "--store", Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.db")), StringComparison.Ordinal);

    [Fact]
    public void Other_server_settings_are_accepted() =>
        Assert.Contains("Elbo:MaxConcurrentRequests: '0' is invalid", CliResult.Failure("serve", "model.elbo", "--Elbo:MaxConcurrentRequests=0"), StringComparison.Ordinal);

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("another.elbo")]
    public void Unknown_options_are_refused(string word) => Assert.StartsWith($"{word}: unknown option", CliResult.Failure("serve", "model.elbo", word), StringComparison.Ordinal);

    [Fact]
    public void A_key_is_printed_with_its_settings_entry()
    {
        string text = CliResult.RunExpectingSuccess("create-key", "--name", "web", "--role", "write");

        Assert.Contains("\"name\": \"web\", \"role\": \"write\", \"sha256\": \"", text, StringComparison.Ordinal);
        Assert.Contains("'king' is not a role; use read, write or admin", CliResult.Failure("create-key", "--role", "king"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_program_creates_keys_and_reports_invalid_settings()
    {
        using StringWriter output = new();
        using StringWriter error = new();

        Assert.Equal(0, await ServerProgram.RunAsync(["create-key", "--name", "web"], output, error, TestContext.Current.CancellationToken));
        Assert.Equal(1, await ServerProgram.RunAsync(["--Elbo:Nothing=1"], output, error, TestContext.Current.CancellationToken));

        Assert.Contains("\"role\": \"read\"", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Elbo:Nothing: unknown setting", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Elbo:Bundle: is missing", error.ToString(), StringComparison.Ordinal);
    }
}
