using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Options;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>The data of a run's report, before anything is drawn.</summary>
public sealed record RunReport
{
    /// <summary>The run's name: its folder's name.</summary>
    public required string Label { get; init; }

    /// <summary>Its index among compared runs, which sets its color in every chart; null in a report of one run.</summary>
    internal int? Series { get; init; }

    /// <summary>The run's record.</summary>
    public required RunRecord Record { get; init; }

    /// <summary>The run's recipe.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The recipe's metrics.</summary>
    internal IReadOnlyList<ReportMetric> Metrics { get; init; } = [];

    /// <summary>Number of evaluated validation users; 0 if none.</summary>
    public int ValidationUsers { get; init; }

    /// <summary>Number of evaluated test users; 0 if none.</summary>
    public int TestUsers { get; init; }

    /// <summary>The epochs; empty for closed-form models.</summary>
    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    /// <summary>The epoch whose weights were kept; null if there is none.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>The metric by history length; null if the run was not evaluated.</summary>
    internal HistoryLengthCurve? ByHistoryLength { get; init; }

    /// <summary>Some test users with their recommendations.</summary>
    internal IReadOnlyList<UserExample> UserExamples { get; init; } = [];

    /// <summary>Map of the items; null for models without a latent space.</summary>
    internal LatentMap? ItemMap { get; init; }

    /// <summary>Map of test users; null for models without a latent space.</summary>
    internal LatentMap? UserMap { get; init; }

    /// <summary>Creates a report from the run folder alone, without the data.</summary>
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

    /// <summary>Creates a full report: the run's model is evaluated on validation and test users.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">The data it was trained on.</param>
    /// <param name="context">Device, threads and cancellation token.</param>
    /// <param name="options">The report's options.</param>
    /// <exception cref="ElboException">The run has no checkpoint, one of its files is corrupted, or the data does not match.</exception>
    public static RunReport Create(RunFolder run, InteractionDataset data, RunContext context, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        OptionsValidator.Validate(options, "report");
        RunReport report = Create(run);
        Split split = run.Recipe.Split(data);
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

    /// <summary>The reports of several runs, with distinct labels. Data shared by several runs is loaded once; a run without a trained model is reported without it.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="load">Loads the data that a run was trained on.</param>
    /// <param name="createContext">The context to compute a run's model in.</param>
    /// <param name="options">What to report.</param>
    public static IReadOnlyList<RunReport> CreateAll(
        IReadOnlyList<RunFolder> runs, Func<RunFolder, RunContext, InteractionDataset> load, Func<RunFolder, RunContext> createContext, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(createContext);
        Dictionary<string, InteractionDataset> loaded = [];
        return WithDistinctLabels([.. runs.Select(CreateOne)], runs);

        RunReport CreateOne(RunFolder run)
        {
            if (!run.HasModel)
            {
                return Create(run);
            }

            RunContext context = createContext(run);
            if (!loaded.TryGetValue(run.Record.DataFingerprint, out InteractionDataset? data))
            {
                loaded[run.Record.DataFingerprint] = data = load(run, context);
            }

            return Create(run, data, context, options);
        }
    }

    /// <summary>The reports of several runs from their folders alone, with distinct labels.</summary>
    public static IReadOnlyList<RunReport> CreateAll(IReadOnlyList<RunFolder> runs) => WithDistinctLabels([.. runs.Select(Create)], runs);

    /// <summary>Runs whose folders have the same name are labelled by their paths.</summary>
    private static IReadOnlyList<RunReport> WithDistinctLabels(IReadOnlyList<RunReport> reports, IReadOnlyList<RunFolder> runs) =>
        reports.Select(report => report.Label).Distinct().Count() == reports.Count
            ? reports
            : [.. reports.Zip(runs, (report, run) => report with { Label = run.Path })];

    /// <summary>History lengths of users with targets, in the evaluator's order.</summary>
    private static int[] Lengths(HeldOutSet set) =>
        [.. set.RowsWithTargets().Select(set.FoldIn.RowLength)];

    private static double? Lookup(IReadOnlyDictionary<string, double>? values, string metric) =>
        values is not null && values.TryGetValue(metric, out double value) ? value : null;
}

/// <summary>A metric of a run with its published value.</summary>
/// <param name="Name">Its name, for example "ndcg@100".</param>
/// <param name="Validation">On validation users; null if not measured.</param>
/// <param name="ValidationError">Standard error over validation users; null if there is none.</param>
/// <param name="Test">On test users; null if not measured.</param>
/// <param name="TestError">Standard error over test users; null if there is none.</param>
/// <param name="Published">Published value on test users; null if there is none.</param>
internal sealed record ReportMetric(
    string Name, double? Validation, double? ValidationError, double? Test, double? TestError, double? Published);
