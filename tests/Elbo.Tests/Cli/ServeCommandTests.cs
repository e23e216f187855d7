using Elbo.Server;

namespace Elbo.Tests.Cli;

public class ServeCommandTests
{
    [Fact]
    public void A_bundle_that_is_not_there_is_told() =>
        Assert.Contains("/nowhere/model.elbo", CliResult.Failure("serve", "/nowhere/model.elbo", "--store", Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.db")), StringComparison.Ordinal);

    [Fact]
    public void Settings_of_the_server_may_stand_beside_the_flags() =>
        Assert.Contains("Elbo:MaxConcurrent: '0' is refused", CliResult.Failure("serve", "model.elbo", "--Elbo:MaxConcurrent=0"), StringComparison.Ordinal);

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("another.elbo")]
    public void What_is_no_setting_is_refused(string word) => Assert.StartsWith($"{word}: is no flag", CliResult.Failure("serve", "model.elbo", word), StringComparison.Ordinal);

    [Fact]
    public void A_key_comes_with_its_entry_for_the_settings()
    {
        string text = CliResult.RunExpectingSuccess("key", "--name", "web", "--role", "write");

        Assert.Contains("\"name\": \"web\", \"role\": \"write\", \"sha256\": \"", text, StringComparison.Ordinal);
        Assert.Contains("there are read, write and admin", CliResult.Failure("key", "--role", "king"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_alone_makes_keys_and_tells_what_has_to_be_mended()
    {
        using StringWriter output = new();
        using StringWriter error = new();

        Assert.Equal(0, await ServerProgram.RunAsync(["key", "--name", "web"], output, error, TestContext.Current.CancellationToken));
        Assert.Equal(1, await ServerProgram.RunAsync(["--Elbo:Nothing=1"], output, error, TestContext.Current.CancellationToken));

        Assert.Contains("\"role\": \"read\"", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Elbo:Nothing: is no setting", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Elbo:Bundle: is missing", error.ToString(), StringComparison.Ordinal);
    }
}
