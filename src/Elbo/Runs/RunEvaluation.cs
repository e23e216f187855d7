using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;

namespace Elbo.Runs;

/// <summary>Metrics of a run on held-out users, optionally compared with another run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Subset">The held-out users.</param>
/// <param name="Result">The run's metrics.</param>
/// <param name="Other">The other run, if any.</param>
/// <param name="OtherResult">The other run's metrics.</param>
/// <param name="Comparisons">For each ranking metric, <paramref name="Run"/> minus <paramref name="Other"/>.</param>
internal sealed record RunEvaluation(
    RunFolder Run,
    HeldOutSubset Subset,
    EvaluationResult Result,
    RunFolder? Other,
    EvaluationResult? OtherResult,
    IReadOnlyList<PairedComparison> Comparisons)
{
    /// <summary>Checks, before data is read, that runs can be evaluated and compared.</summary>
    /// <exception cref="ElboException">A run has no trained model, or they were trained on other data or hold out other users.</exception>
    public static void RequireComparable(RunFolder run, RunFolder? other)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.RequireCheckpoint();
        other?.RequireCheckpoint();
        if (other is null)
        {
            return;
        }

        if (other.Record.DataFingerprint != run.Record.DataFingerprint)
        {
            throw new ElboException(
                $"{run.Path} was trained on '{run.Record.Data}' and {other.Path} on other data ('{other.Record.Data}', or other preprocessing); compare runs on the same data");
        }

        (string split, string otherSplit) = (run.Recipe.SplitJson().ToJsonString(), other.Recipe.SplitJson().ToJsonString());
        if (split != otherSplit)
        {
            throw new ElboException($"{run.Path} and {other.Path} hold out different users: {split} and {otherSplit}; compare runs on the same split");
        }
    }

    /// <summary>Evaluates a run, and another one on the same users.</summary>
    /// <param name="run">The run.</param>
    /// <param name="other">A comparable run; null for none.</param>
    /// <param name="data">The data that both were trained on.</param>
    /// <param name="subset">The held-out users.</param>
    /// <param name="metrics">Names of metrics, such as ndcg@10.</param>
    /// <param name="context">Device, threads and cancellation.</param>
    /// <exception cref="ElboException">A metric is unknown, or a run's files do not belong together.</exception>
    public static RunEvaluation Compute(
        RunFolder run, RunFolder? other, InteractionDataset data, HeldOutSubset subset, IReadOnlyList<string> metrics, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(run);
        Split split = run.Recipe.Split(data);
        HeldOutSet heldOut = subset == HeldOutSubset.Validation ? split.Validation : split.Test;
        EvaluationResult result = Evaluate(run);
        if (other is null)
        {
            return new RunEvaluation(run, subset, result, null, null, []);
        }

        EvaluationResult otherResult = Evaluate(other);
        return new RunEvaluation(run, subset, result, other, otherResult, [.. result.UserMetrics.Select(metric => PairedComparison.Compare(otherResult, result, metric.Name))]);

        EvaluationResult Evaluate(RunFolder folder)
        {
            folder.RequireSameItems(split);
            using Model model = folder.LoadModel(context);
            return RecipeRunner.Evaluate(metrics, model, split, heldOut, context);
        }
    }
}

/// <summary>The two sets of held-out users.</summary>
internal enum HeldOutSubset
{
    /// <summary>Users for the final evaluation.</summary>
    Test,

    /// <summary>Users for tuning.</summary>
    Validation,
}
