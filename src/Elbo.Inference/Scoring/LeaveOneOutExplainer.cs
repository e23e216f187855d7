using System.Numerics.Tensors;

using Elbo.Ranking;

namespace Elbo.Inference.Scoring;

/// <summary>Which items of a history moved others: each is left out once, and the model scores again.</summary>
internal sealed class LeaveOneOutExplainer(OnnxScorer scorer, ItemCatalog catalog, ScoreKind kind)
{
    // Of a longer history the most recent items are left out; all of it is read.
    private const int MaxExplainedHistory = 100;

    /// <param name="history">Columns that the model reads, oldest first.</param>
    /// <param name="items">Columns to explain, none of the history.</param>
    /// <param name="maxReasons">The most reasons for each.</param>
    public IReadOnlyList<Explanation> Explain(int[] history, int[] items, int maxReasons)
    {
        int explained = Math.Min(history.Length, MaxExplainedHistory);
        float[] fullScores = new float[items.Length];
        float[,] effects = new float[explained, items.Length];
        int[] positions = [.. Enumerable.Range(history.Length - explained, explained)];
        if (explained > 0)
        {
            scorer.Score([history], (_, scores) => ScoresOf(scores, items, null).CopyTo(fullScores, 0));
        }

        int perRun = 1;
        while (perRun < explained && scorer.FitsInOneRun(perRun + 1, history.Length))
        {
            perRun++;
        }

        foreach (int[] run in positions.Chunk(perRun))
        {
            scorer.Score([.. run.Select(position => Without(history, position))], (row, scores) =>
            {
                float[] without = ScoresOf(scores, items, history[run[row]]);
                for (int i = 0; i < items.Length; i++)
                {
                    effects[run[row] - positions[0], i] = fullScores[i] - without[i];
                }
            });
        }

        return [.. items.Select((item, i) => new Explanation(
            catalog.Items[item],
            [.. positions.Select((position, n) => new Reason(catalog.Items[history[position]], effects[n, i])).OrderByDescending(reason => reason.Effect).Take(maxReasons)]))];
    }

    private static ReadOnlyMemory<int> Without(int[] history, int position) => (int[])[.. history[..position], .. history[(position + 1)..]];

    /// <summary>Scores of some columns; of logits the log probabilities among the items outside of the whole history.</summary>
    private float[] ScoresOf(Span<float> scores, int[] items, int? leftOut)
    {
        if (leftOut is { } item)
        {
            scores[item] = float.NegativeInfinity;
        }

        float norm = kind == ScoreKind.Logits ? LogSumExp(scores) : 0;
        float[] values = new float[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            values[i] = scores[items[i]] - norm;
        }

        return values;
    }

    private static float LogSumExp(ReadOnlySpan<float> scores)
    {
        float max = TensorPrimitives.Max(scores);
        double sum = 0;
        foreach (float score in scores)
        {
            sum += MathF.Exp(score - max);
        }

        return max + (float)Math.Log(sum);
    }
}
