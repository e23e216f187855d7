using System.CommandLine;
using System.Globalization;
using Elbo.Search;

namespace Elbo.Cli;

/// <summary>A search space from its file, with strategy, pruning and budget set over it.</summary>
internal sealed class SearchSpaceFlags
{
    private readonly Argument<string?> space = new("space") { Description = "The search space's file (*.search.json)", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> trials = new("--trials") { Description = "The most trials" };
    private readonly Option<double?> hours = new("--hours") { Description = "Hours of training over all trials, after which none is begun" };
    private readonly Option<bool> tpe = new("--tpe") { Description = "Propose by the tree-structured Parzen estimator (the default)" };
    private readonly Option<bool> random = new("--random") { Description = "Draw each trial by itself" };
    private readonly Option<bool> grid = new("--grid") { Description = "Try every combination" };
    private readonly Option<bool> truncate = new("--truncate") { Description = "With --grid: try a part of it, drawn at random, where the budget is smaller" };
    private readonly Option<string?> prune = new("--prune") { Description = "End poor trials early: asha, median or none; default asha, for a grid none" };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "Set an option of the recipe for all trials: training.epochs=20",
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
                result.AddError("give one of --tpe, --random and --grid");
            }
        });
    }

    /// <summary>The space asked for; null where no file was given.</summary>
    /// <exception cref="ElboException">A file cannot be read, or something in it is wrong.</exception>
    public SearchSpace? Read(ParseResult parsed) =>
        parsed.GetValue(space) is { } path ? SearchSpace.Read(path, [.. Assignments(parsed)], parsed.GetValue(set)) : null;

    /// <summary>The budget over the one that a study has; null where it stays.</summary>
    public SearchBudget? Budget(ParseResult parsed, SearchBudget study) => parsed.GetValue(trials) is null && parsed.GetValue(hours) is null
        ? null
        : study with { Trials = parsed.GetValue(trials) ?? study.Trials, TrainingHours = parsed.GetValue(hours) ?? study.TrainingHours };

    /// <summary>Flags typed that belong to a study's beginning.</summary>
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
