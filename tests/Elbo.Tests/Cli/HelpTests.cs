using System.CommandLine;
using Elbo.Training;

namespace Elbo.Tests.Cli;

public class HelpTests
{
    public static TheoryData<string> Commands => [.. CommandTree.Leaves.Select(leaf => leaf.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_help_with_examples_even_without_required_arguments(string command)
    {
        string help = CliResult.RunExpectingSuccess([.. command.Split(' '), "--help"]);
        Assert.Contains($"  elbo {command} ", help, StringComparison.Ordinal);
        string examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.StartsWith($"Examples:\n  elbo {command}", examples.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_is_a_valid_command_line(string command)
    {
        string help = CliResult.RunExpectingSuccess([.. command.Split(' '), "--help"]).ReplaceLineEndings("\n");
        string[] examples = help[(help.IndexOf("Examples:\n", StringComparison.Ordinal) + "Examples:\n".Length)..].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(ExampleCommandLine.Errors(example)));
    }

    [Fact]
    public void The_list_of_commands_is_complete() => Assert.Equal(
        ["data info", "data list", "data export", "train", "evaluate", "recommend", "embed", "export", "compare", "report", "search", "runs", "serve", "create-key", "demo"],
        CommandTree.Leaves.Select(leaf => leaf.Name));

    [Fact]
    public void Without_arguments_the_program_shows_its_help() => Assert.Equal(CliResult.RunExpectingSuccess("--help"), CliResult.RunExpectingSuccess());

    [Fact]
    public void Every_option_and_argument_has_a_description() => Assert.All(
        CommandTree.Leaves.SelectMany(leaf => leaf.Command.Options.Cast<Symbol>().Concat(leaf.Command.Arguments)),
        symbol => Assert.False(string.IsNullOrWhiteSpace(symbol.Description), symbol.Name));

    [Fact]
    public void Help_names_every_optimizer()
    {
        string help = CliResult.RunExpectingSuccess("train", "--help");
        Assert.All(Enum.GetValues<OptimizerKind>(), kind =>
        {
            string name = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
            Assert.Matches($@"--optimizer[^-]*(-[^-]+)*\b{name}\b", help);
        });
        Assert.Contains("lazy-adam", help, StringComparison.Ordinal);
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
