using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Elbo.Search;

namespace Elbo.Cli;

/// <summary>A search space file, with strategy, pruner and budget overridden by flags.</summary>
internal sealed class SearchSpaceFlags
{
    private readonly Argument<string?> space = new("space") { Description = "Search space file (*.search.json)", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> trials = new("--trials") { Description = "Maximum number of trials" };
    private readonly Option<double?> hours = new("--max-hours") { Description = "Training hours over all trials, after which no new trial starts" };
    private readonly Option<bool> tpe = new("--tpe") { Description = "Tree-structured Parzen estimator (default)" };
    private readonly Option<bool> random = new("--random") { Description = "Random search" };
    private readonly Option<bool> grid = new("--grid") { Description = "Grid search: every combination" };
    private readonly Option<bool> truncate = new("--truncate") { Description = "With --grid: if the budget is smaller, try a random part of the grid" };
    private readonly Option<string?> prune = new("--prune") { Description = "Pruner: asha, median or none; default asha, for a grid none" };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "Set an option of the recipe in all trials: training.epochs=20",
        DefaultValueFactory = _ => [],
    };

    public SearchSpaceFlags()
    {
        prune.AcceptOnlyFromAmong("asha", "median", "none");
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(space);
        foreach (Option option in (Option[])[trials, hours, tpe, random, grid, truncate, prune, set])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (((Option<bool>[])[tpe, random, grid]).Count(result.GetValue) > 1)
            {
                result.AddError("use only one of --tpe, --random and --grid");
            }
        });
    }

    /// <summary>The search space; null without a file.</summary>
    /// <exception cref="ElboException">A file cannot be read or is invalid.</exception>
    public SearchSpace? Read(ParseResult parsed) =>
        parsed.GetValue(space) is { } path ? SearchSpace.Read(path, [.. Assignments(parsed)], parsed.GetValue(set)) : null;

    /// <summary>The search space.</summary>
    /// <exception cref="ElboException">No file is given, it cannot be read or is invalid.</exception>
    public SearchSpace Require(ParseResult parsed) => Read(parsed)
        ?? throw new ElboException("give a search space file, such as recipes/ml-1m/ease-random.search.json, or resume a study with --resume");

    /// <summary>The limits that flags set; null members are not set.</summary>
    public SearchBudget Budget(ParseResult parsed) => new() { Trials = parsed.GetValue(trials), TrainingHours = parsed.GetValue(hours) };

    /// <summary>Flags that belong to a space, which an existing study already has.</summary>
    public IReadOnlyList<Option> SpaceFlags => [tpe, random, grid, truncate, prune, set];

    /// <summary>True if a file is given.</summary>
    public bool IsFileSpecified(CommandResult result) => result.GetValue(space) is not null;

    private IEnumerable<string> Assignments(ParseResult parsed)
    {
        (string Path, string? Value)[] values =
        [
            ("budget.trials", parsed.GetValue(trials)?.ToString(CultureInfo.InvariantCulture)),
            ("budget.trainingHours", parsed.GetValue(hours)?.ToString(CultureInfo.InvariantCulture)),
            ("strategy.kind", parsed.GetValue(tpe) ? "tpe" : parsed.GetValue(random) ? "random" : parsed.GetValue(grid) ? "grid" : null),
            ("strategy.truncate", parsed.GetValue(truncate) ? "true" : null),
            ("pruning.kind", parsed.GetValue(prune)),
        ];
        return values.Where(pair => pair.Value is not null).Select(pair => $"{pair.Path}={pair.Value}");
    }
}
