using System.CommandLine;
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

    /// <summary>The study's budget with the flags' changes; null if nothing changes.</summary>
    public SearchBudget? Budget(ParseResult parsed, SearchBudget study) => parsed.GetValue(trials) is null && parsed.GetValue(hours) is null
        ? null
        : study with { Trials = parsed.GetValue(trials) ?? study.Trials, TrainingHours = parsed.GetValue(hours) ?? study.TrainingHours };

    /// <summary>Specified flags that can only be set when a study is created.</summary>
    public IEnumerable<string> CreationOnly(ParseResult parsed) =>
        ((Option[])[tpe, random, grid, truncate, prune, set]).Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name);

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
