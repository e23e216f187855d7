namespace Elbo.Tests.Cli;

public class HelpTests
{
    [Theory]
    [InlineData("data info")]
    [InlineData("data list")]
    [InlineData("data export")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("recommend")]
    [InlineData("embed")]
    [InlineData("compare")]
    [InlineData("report")]
    [InlineData("search")]
    [InlineData("runs")]
    [InlineData("serve")]
    [InlineData("create-key")]
    public void Every_command_has_help_with_examples_even_without_required_arguments(string command)
    {
        string help = CliResult.RunExpectingSuccess([.. command.Split(' '), "--help"]);
        Assert.Contains($"  elbo {command} ", help, StringComparison.Ordinal);
        string examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.StartsWith($"Examples:\n  elbo {command}", examples.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data info", "'elbo data info --help'")]
    [InlineData("evaluate", "'elbo evaluate --help'")]
    [InlineData("embed somewhere", "'elbo embed --help'")]
    [InlineData("nonsense", "'elbo --help'")]
    [InlineData("recommend somewhere --k 0", "--k is 0; it must be at least 1")]
    [InlineData("recommend somewhere 1 --user 2", "use either items or --user, not both")]
    [InlineData("evaluate somewhere --subset training", "'validation'")]
    public void Usage_errors_have_exit_code_2_and_name_the_help(string line, string expected) =>
        Assert.Contains(expected, CliResult.UsageError(line.Split(' ')), StringComparison.Ordinal);
}
