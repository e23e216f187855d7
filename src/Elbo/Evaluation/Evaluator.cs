using System.Numerics.Tensors;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Models.Kernels;
using Elbo.Options;
using Elbo.Ranking;

namespace Elbo.Evaluation;

/// <summary>Measures how well a model ranks the held-out targets of users, given their fold-in.</summary>
/// <remarks>
/// Users are scored in blocks and ranked by the <see cref="Ranker"/> that serving uses: fold-in items are never recommended, and an empty
/// fold-in is ranked by popularity. The top k items are compared with the targets. Users without targets are skipped and counted. Catalog metrics
/// cover the lists of the evaluated users.
/// </remarks>
public static class Evaluator
{
    /// <summary>Evaluates a model on a held-out set; the same model and set give the same values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="set">Held-out users.</param>
    /// <param name="options">Metrics and block size.</param>
    /// <param name="trainingData">Training histories, required by novelty and for users with an empty fold-in; default none.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <exception cref="ArgumentException">Model, set and training histories differ in their number of items.</exception>
    /// <exception cref="ElboException">A metric is unknown, no user has targets, a metric lacks its training data, or a score is NaN.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public static EvaluationResult Evaluate(
        Model model, HeldOutSet set, EvaluationOptions options, InteractionMatrix? trainingData = null, CancellationToken cancellationToken = default)
    {
        OptionsValidator.Validate(options, "evaluation");
        IMetric[] metrics = [.. options.Metrics.Distinct().Select(MetricRegistry.Parse)];
        RequireCompatible(model, set, trainingData, metrics);
        int[] rows = set.RowsWithTargets();
        if (rows.Length == 0)
        {
            throw new ElboException(
                $"none of the {set.Targets.RowCount} held-out users has a target to find; hold out more users or a larger share");
        }

        RequirePopularity(set, rows, trainingData);
        Ranker ranker = new(new ItemPopularity(trainingData?.ItemFrequencies() ?? new int[model.ItemCount]));
        MetricAccumulator accumulator = new(metrics, ranker, model.ItemCount, rows.Length);
        HeldOutSet evaluated = new(
            [.. rows.Select(row => set.Users[row])], set.FoldIn.SelectRows(rows), set.Targets.SelectRows(rows));
        ScoreBlocks(model, evaluated, options.BlockSize ?? DefaultBlockSize(model.ItemCount), accumulator, cancellationToken);
        return new EvaluationResult(
            evaluated.Users, set.Targets.RowCount - rows.Length, accumulator.UserMetrics(), accumulator.CatalogMetrics(trainingData));
    }

    private static void RequireCompatible(Model model, HeldOutSet set, InteractionMatrix? trainingData, IMetric[] metrics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        if (set.FoldIn.ItemCount != model.ItemCount || set.Targets.ItemCount != model.ItemCount
            || (trainingData is not null && trainingData.ItemCount != model.ItemCount))
        {
            throw new ArgumentException(
                $"the model ranks {model.ItemCount} items, but the fold-in has {set.FoldIn.ItemCount}, the targets {set.Targets.ItemCount} and training {trainingData?.ItemCount.ToString() ?? "none given"}");
        }

        if (trainingData is null && metrics.OfType<ICatalogMetric>().FirstOrDefault(metric => metric.RequiresTrainingData) is { } unmet)
        {
            throw new ElboException($"metric '{unmet.Name}' requires the training data, which is not available; leave it out or evaluate with the training data");
        }
    }

    private static void RequirePopularity(HeldOutSet set, int[] rows, InteractionMatrix? trainingData)
    {
        int empty = trainingData is null ? Array.FindIndex(rows, row => set.FoldIn.RowLength(row) == 0) : -1;
        if (empty >= 0)
        {
            throw new ElboException(
                $"user row {set.Users[rows[empty]]} of the data has an empty fold-in, which is ranked by popularity in the training data; evaluate with the training data");
        }
    }

    private static void ScoreBlocks(
        Model model, HeldOutSet set, int blockSize, MetricAccumulator metrics, CancellationToken cancellationToken)
    {
        int rowCount = set.FoldIn.RowCount;
        int itemCount = model.ItemCount;
        int block = Math.Min(Math.Min(blockSize, rowCount), Math.Max(1, Array.MaxLength / itemCount));
        float[] scores = new float[block * itemCount];
        for (int first = 0; first < rowCount; first += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(block, rowCount - first);
            model.Score(set.FoldIn, first, count, scores.AsSpan(0, count * itemCount));
            bool[] hasNaN = new bool[count];
            int firstRow = first;
            ParallelRows.For(count, 1, (from, end) =>
            {
                for (int i = from; i < end; i++)
                {
                    hasNaN[i] = !Rank(set, firstRow + i, scores.AsSpan(i * itemCount, itemCount), metrics);
                }
            });
            if (Array.IndexOf(hasNaN, true) is >= 0 and int nanRow)
            {
                throw new ElboException(
                    $"{model.GetType().Name} scores an item with NaN for held-out row {first + nanRow} (user row {set.Users[first + nanRow]} of the data); expected finite scores: train again with a lower --learning-rate");
            }
        }
    }

    /// <summary>Adds the ranking of a user to the metrics; false if a score is NaN.</summary>
    private static bool Rank(HeldOutSet set, int row, Span<float> scores, MetricAccumulator metrics)
    {
        if (TensorPrimitives.IsNaNAny<float>(scores))
        {
            return false;
        }

        metrics.Add(row, set.FoldIn.Row(row), scores, set.Targets.Row(row));
        return true;
    }

    // Larger blocks make matrix products faster; 64 MiB of scores stay near the caches.
    private static int DefaultBlockSize(int itemCount) => Math.Clamp((16 << 20) / Math.Max(1, itemCount), 16, 512);
}
