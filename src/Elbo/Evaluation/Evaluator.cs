using System.Numerics.Tensors;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Options;

namespace Elbo.Evaluation;

/// <summary>Measures how well a model finds the targets of people whose fold-in it is shown.</summary>
/// <remarks>
/// People are scored in blocks; what their fold-in holds is masked with minus infinity, so it is never recommended; the
/// best k of the rest are compared with the targets. People without targets are skipped and counted. Catalogue
/// metrics are over the lists of the people evaluated.
/// </remarks>
public static class Evaluator
{
    /// <summary>Measures a model on a held-out set; the same model and set give the same figures.</summary>
    /// <exception cref="ArgumentException">Model, set and training histories differ in their number of items.</exception>
    /// <exception cref="ElboException">A metric is unknown, nobody has targets, novelty lacks training histories, or a score is NaN.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was called off.</exception>
    public static EvaluationResult Evaluate(
        Model model, HeldOutSet set, EvaluationOptions options, CancellationToken cancellation = default)
    {
        OptionsValidator.Validate(options, "evaluation");
        IMetric[] metrics = [.. options.Metrics.Distinct().Select(MetricCatalog.Parse)];
        RequireFit(model, set, options, metrics);
        int[] rows = set.RowsWithTargets();
        if (rows.Length == 0)
        {
            throw new ElboException(
                $"none of the {set.Targets.RowCount} held-out users has a target to find; hold out more users or a larger share");
        }

        ListTally tally = new(metrics, model.ItemCount, rows.Length);
        HeldOutSet counted = new(
            [.. rows.Select(row => set.Users[row])], set.FoldIn.SelectRows(rows), set.Targets.SelectRows(rows));
        ScoreBlocks(model, counted, options.BlockSize ?? UsualBlockSize(model.ItemCount), tally, cancellation);
        return new EvaluationResult(
            counted.Users, set.Targets.RowCount - rows.Length, tally.Ranking(), tally.Catalogue(options.Train));
    }

    private static void RequireFit(Model model, HeldOutSet set, EvaluationOptions options, IMetric[] metrics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        if (set.FoldIn.ItemCount != model.ItemCount || set.Targets.ItemCount != model.ItemCount
            || (options.Train is not null && options.Train.ItemCount != model.ItemCount))
        {
            throw new ArgumentException(
                $"the model ranks {model.ItemCount} items, but the fold-in has {set.FoldIn.ItemCount}, the targets {set.Targets.ItemCount} and training {options.Train?.ItemCount.ToString() ?? "none given"}");
        }

        if (options.Train is null && metrics.OfType<ICatalogueMetric>().FirstOrDefault(metric => metric.NeedsTrain) is { } needy)
        {
            throw new ElboException($"metric '{needy.Name}' needs the training histories, which are not at hand; leave it out or evaluate with the training data");
        }
    }

    private static void ScoreBlocks(
        Model model, HeldOutSet set, int blockSize, ListTally tally, CancellationToken cancellation)
    {
        int rowCount = set.FoldIn.RowCount;
        int itemCount = model.ItemCount;
        int block = Math.Min(Math.Min(blockSize, rowCount), Math.Max(1, Array.MaxLength / itemCount));
        float[] scores = new float[block * itemCount];
        for (int first = 0; first < rowCount; first += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(block, rowCount - first);
            model.Score(set.FoldIn, first, count, scores.AsSpan(0, count * itemCount));
            bool[] lackNumbers = new bool[count];
            int firstRow = first;
            ParallelRows.For(count, 1, (from, end) =>
            {
                for (int i = from; i < end; i++)
                {
                    lackNumbers[i] = !Rank(set, firstRow + i, scores.AsSpan(i * itemCount, itemCount), tally);
                }
            });
            if (Array.IndexOf(lackNumbers, true) is >= 0 and int lacking)
            {
                throw new ElboException(
                    $"{model.GetType().Name} scores an item with NaN for held-out row {first + lacking} (user row {set.Users[first + lacking]} of the data); expected finite scores: train again with a lower --learning-rate");
            }
        }
    }

    /// <summary>Masks what a person has seen and adds the ranking to the tally; false where a score is not a number.</summary>
    private static bool Rank(HeldOutSet set, int row, Span<float> scores, ListTally tally)
    {
        if (TensorPrimitives.IsNaNAny<float>(scores))
        {
            return false;
        }

        foreach (int seen in set.FoldIn.Row(row))
        {
            scores[seen] = float.NegativeInfinity;
        }

        tally.Add(row, scores, set.Targets.Row(row));
        return true;
    }

    // Products are the faster the more rows they have; 64 MiB stay near the caches.
    private static int UsualBlockSize(int itemCount) => Math.Clamp((16 << 20) / Math.Max(1, itemCount), 16, 512);
}
