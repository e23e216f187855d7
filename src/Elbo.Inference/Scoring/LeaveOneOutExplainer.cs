using System.Numerics.Tensors;
using Elbo.Ranking;

namespace Elbo.Inference.Scoring;

/// <summary>Explains scores by leaving out one history item at a time and scoring again.</summary>
internal sealed class LeaveOneOutExplainer(OnnxScorer scorer, ItemCatalog catalog, ScoreKind kind)
{
    // Only the most recent items are left out in turn; the model always sees the whole history.
    private const int MaxExplainedHistory = 100;

    /// <param name="history">Items that the model uses, oldest first.</param>
    /// <param name="items">Items to explain, none of them in the history.</param>
    /// <param name="maxReasons">Maximum number of reasons per item.</param>
    public IReadOnlyList<Explanation> Explain(History history, int[] items, int maxReasons)
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
            scorer.Score([.. run.Select(position => history.Without(position))], (row, scores) =>
            {
                float[] without = ScoresOf(scores, items, history.Items.Span[run[row]]);
                for (int i = 0; i < items.Length; i++)
                {
                    effects[run[row] - positions[0], i] = fullScores[i] - without[i];
                }
            });
        }

        return [.. items.Select((item, i) => new Explanation(
            catalog.Items[item],
            [.. positions.Select((position, n) => new Reason(catalog.Items[history.Items.Span[position]], effects[n, i])).OrderByDescending(reason => reason.Effect).Take(maxReasons)]))];
    }

    /// <summary>Scores of some items; for logits, log probabilities over the items outside the whole history.</summary>
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
