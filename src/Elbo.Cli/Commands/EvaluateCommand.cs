using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo evaluate</c>: evaluates a run on its held-out users, optionally against another run.</summary>
internal static class EvaluateCommand
{
    private const string Test = "test";
    private const string Validation = "validation";

    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "evaluate",
            "Evaluate a run on its held-out users, optionally against another run",
            "elbo evaluate runs/first",
            "elbo evaluate runs/first --metrics ndcg@10,recall@20,coverage@10 --subset validation",
            "elbo evaluate runs/svae --against runs/mult-vae",
            "elbo evaluate runs/clicks --data /mnt/copies/clicks.csv --json");
        RunFlags run = new();
        Option<string> subset = new("--subset") { Description = "Held-out set: test or validation", DefaultValueFactory = _ => Test };
        subset.AcceptOnlyFromAmong(Test, Validation);
        Option<string?> metrics = new("--metrics")
        {
            Description = $"Metrics with their cut-offs, such as ndcg@10,recall@20; default the recipe's. Available: {string.Join(", ", MetricRegistry.Names)}",
        };
        Option<string?> against = new("--against") { Description = "Another run on the same data and split, compared user by user" };
        Option<bool> json = CommonFlags.Json("the metrics");
        run.AddRunTo(command);
        command.Options.Add(subset);
        command.Options.Add(metrics);
        command.Options.Add(against);
        command.Options.Add(json);
        run.AddCommonTo(command);
        command.SetAction(parsed =>
        {
            RunFolder folder = run.Open(parsed);
            RunFolder? other = parsed.GetValue(against) is { } path ? RunFolder.Open(path) : null;
            string[] metricNames = ParseMetrics(parsed.GetValue(metrics), folder);
            folder.RequireCheckpoint();
            RequireComparable(folder, other);
            RunContext context = run.Context(parsed, folder, console);
            InteractionDataset data = run.LoadTrainingData(parsed, folder, context, console);
            EvaluationReport report = Evaluate(folder, other, data, parsed.GetValue(subset)!, metricNames, context);
            EvaluationPrinter.Write(report, parsed.GetValue(json), console);
            return Application.Success;
        });
        return command;
    }

    private static string[] ParseMetrics(string? value, RunFolder run)
    {
        string[] names = value is null
            ? [.. run.Recipe.Metrics]
            : [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
        if (names.Length == 0)
        {
            throw new ElboException("--metrics is empty; use for example --metrics ndcg@10,recall@20");
        }

        foreach (string name in names)
        {
            _ = MetricRegistry.Parse(name);
        }

        return names;
    }

    private static void RequireComparable(RunFolder run, RunFolder? other)
    {
        other?.RequireCheckpoint();
        if (other is not null && other.Record.DataFingerprint != run.Record.DataFingerprint)
        {
            throw new ElboException(
                $"{run.Path} was trained on '{run.Record.Data}' and {other.Path} on other data ('{other.Record.Data}', or other preprocessing); compare runs on the same data");
        }

        if (other is not null && other.Recipe.SplitJson().ToJsonString() != run.Recipe.SplitJson().ToJsonString())
        {
            throw new ElboException(
                $"{run.Path} and {other.Path} hold out different users: {run.Recipe.SplitJson().ToJsonString()} and {other.Recipe.SplitJson().ToJsonString()}; compare runs on the same split");
        }
    }

    private static EvaluationReport Evaluate(
        RunFolder run, RunFolder? other, InteractionDataset data, string subset, IReadOnlyList<string> metrics, RunContext context)
    {
        Split split = run.Recipe.SplitKind.Create(run.Recipe.SplitOptions).Split(data);
        HeldOutSet heldOut = subset == Validation ? split.Validation : split.Test;
        EvaluationResult result = Measure(run, split, heldOut, metrics, context);
        if (other is null)
        {
            return new EvaluationReport(run, subset, result, null, null, []);
        }

        EvaluationResult baseline = Measure(other, split, heldOut, metrics, context);
        PairedComparison[] comparisons = [.. result.UserMetrics.Select(values => PairedComparison.Compare(baseline, result, values.Name))];
        return new EvaluationReport(run, subset, result, other, baseline, comparisons);
    }

    private static EvaluationResult Measure(
        RunFolder run, Split split, HeldOutSet heldOut, IReadOnlyList<string> metrics, RunContext context)
    {
        run.RequireSameItems(split);
        using Model model = run.LoadModel(context);
        return RecipeRunner.Evaluate(metrics, model, split, heldOut, context);
    }
}
