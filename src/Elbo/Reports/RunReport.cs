using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Options;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>What a report says of a run: every number of it, before anything is drawn.</summary>
public sealed record RunReport
{
    /// <summary>What the run is called among others: its folder's name.</summary>
    public required string Label { get; init; }

    /// <summary>What the folder tells of the run.</summary>
    public required RunRecord Record { get; init; }

    /// <summary>The recipe it follows.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The recipe's metrics.</summary>
    public required IReadOnlyList<ReportMetric> Metrics { get; init; }

    /// <summary>Validation people measured; 0 where nothing was.</summary>
    public int ValidationUsers { get; init; }

    /// <summary>Test people measured; 0 where nothing was.</summary>
    public int TestUsers { get; init; }

    /// <summary>The epochs; none for models solved in closed form.</summary>
    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    /// <summary>The epoch whose weights were kept; null where there is none.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>The metric by history length; null where the run was not evaluated.</summary>
    public HistoryLengthCurve? ByHistoryLength { get; init; }

    /// <summary>Some test people and what they are recommended.</summary>
    public IReadOnlyList<UserExample> UserExamples { get; init; } = [];

    /// <summary>Where items lie; null for models without a latent space.</summary>
    public LatentMap? ItemMap { get; init; }

    /// <summary>Where test people lie; null for models without a latent space.</summary>
    public LatentMap? UserMap { get; init; }

    /// <summary>What is known of a run without its data: from its folder alone.</summary>
    /// <exception cref="ElboException">A file of the run cannot be read.</exception>
    public static RunReport Create(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<EpochReport> epochs = MetricsLog.Read(run.MetricsPath);
        RunOutcome? outcome = run.Record.Outcome;
        int? best = outcome?.BestEpoch ?? new TrainingProgress { History = epochs }.Best?.Epoch;
        return new RunReport
        {
            Label = run.Name,
            Record = run.Record,
            Recipe = run.Recipe,
            Metrics = [.. run.Recipe.Metrics.Select(metric => new ReportMetric(
                metric,
                metric == run.Recipe.Training.ValidationMetric ? outcome?.ValidationMetric : null,
                null,
                Lookup(outcome?.Test, metric),
                Lookup(outcome?.StandardErrors, metric),
                Lookup(run.Recipe.Published?.Metrics, metric)))],
            TestUsers = outcome?.TestUsers ?? 0,
            Epochs = epochs,
            BestEpoch = best is > 0 ? best : null,
        };
    }

    /// <summary>All of it: the run's model measured on validation and test people.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">The data it was trained on.</param>
    /// <param name="context">Device, threads and cancellation.</param>
    /// <param name="options">What to show.</param>
    /// <exception cref="ElboException">The run has no checkpoint, a file of it is damaged, or the data does not fit.</exception>
    public static RunReport Create(RunFolder run, InteractionDataset data, RunContext context, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        OptionsValidator.Validate(options, "report");
        RunReport report = Create(run);
        Split split = run.Recipe.SplitKind.Create(run.Recipe.SplitOptions).Split(data);
        run.RequireSameItems(split);
        using Model model = run.LoadModel(context);
        string[] metrics = [.. run.Recipe.Metrics.Append(options.Metric).Distinct()];
        EvaluationResult? validation = split.Validation.Targets.Count == 0 ? null : RecipeRunner.Evaluate(metrics, model, split, split.Validation, context);
        EvaluationResult test = RecipeRunner.Evaluate(metrics, model, split, split.Test, context);
        return report with
        {
            Metrics = [.. metrics.Select(metric => CreateMetric(metric, validation, test, Lookup(run.Recipe.Published?.Metrics, metric)))],
            ValidationUsers = validation?.Users.Count ?? 0,
            TestUsers = test.Users.Count,
            ByHistoryLength = HistoryLengthCurve.Compute(options.Metric, Lengths(split.Test), test.GetUserMetric(options.Metric).Values, options.HistoryLengthBins),
            UserExamples = UserExample.Sample(run, model, data.Users, split.Test, options),
            ItemMap = model is ILatentModel itemModel ? LatentMap.ForItems(run, itemModel, options.MapPoints) : null,
            UserMap = model is ILatentModel userModel ? LatentMap.ForUsers(run, userModel, data.Users, split.Test, options.MapPoints) : null,
        };
    }

    private static ReportMetric CreateMetric(string metric, EvaluationResult? validation, EvaluationResult test, double? published) =>
        new(metric, validation?[metric], GetStandardError(validation, metric), test[metric], GetStandardError(test, metric), published);

    private static double? GetStandardError(EvaluationResult? result, string metric) =>
        result?.UserMetrics.FirstOrDefault(values => values.Name == metric) is { Values.Count: > 1 } found ? found.StandardError : null;

    /// <summary>Lengths of the histories of those who have targets, in the evaluator's order.</summary>
    private static int[] Lengths(HeldOutSet set) =>
        [.. set.RowsWithTargets().Select(set.FoldIn.RowLength)];

    private static double? Lookup(IReadOnlyDictionary<string, double>? values, string metric) =>
        values is not null && values.TryGetValue(metric, out double value) ? value : null;
}
