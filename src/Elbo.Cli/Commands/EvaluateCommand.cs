using System.CommandLine;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo evaluate</c>: evaluates a run on its held-out users, optionally against another run.</summary>
internal static class EvaluateCommand
{
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
        Option<string> subset = new("--subset") { Description = "Held-out users: test or validation", DefaultValueFactory = _ => "test" };
        subset.AcceptOnlyFromAmong("test", "validation");
        Option<string?> metrics = new("--metrics")
        {
            Description = $"Metrics with their cut-offs, such as ndcg@10,recall@20; default the recipe's. Available: {string.Join(", ", MetricRegistry.Names)}",
        };
        Option<string?> against = new("--against") { Description = "Another run on the same data and split, compared user by user" };
        Option<bool> json = CommonFlags.Json("the metrics");
        run.AddRunTo(command);
        foreach (Option option in (Option[])[subset, metrics, against, json])
        {
            command.Options.Add(option);
        }

        run.AddCommonTo(command);
        command.SetAction(parsed =>
        {
            RunFolder folder = run.Open(parsed);
            RunFolder? other = parsed.GetValue(against) is { } path ? RunFolder.Open(path) : null;
            IReadOnlyList<string> names = parsed.GetValue(metrics) is { } list ? MetricRegistry.ParseList(list) : folder.Recipe.Metrics;
            RunEvaluation.RequireComparable(folder, other);
            RunContext context = run.Context(parsed, folder, console);
            InteractionDataset data = run.LoadTrainingData(parsed, folder, context, console);
            HeldOutSubset users = Enum.Parse<HeldOutSubset>(parsed.GetValue(subset)!, ignoreCase: true);
            EvaluationPrinter.Write(RunEvaluation.Compute(folder, other, data, users, names, context), parsed.GetValue(json), console);
            return Application.Success;
        });
        return command;
    }
}
