using System.Numerics.Tensors;
using Elbo.Inference.Bundles;

namespace Elbo.Inference.Ranking;

/// <summary>Which items of a history moved others: each is left out once, and the model scores again.</summary>
internal sealed class Reasons(Scorer scorer, ItemTable items, ScoreKind kind)
{
    // Of a longer history the most recent items are left out; all of it is read.
    private const int MostLeftOut = 100;

    /// <param name="history">Columns that the model reads, oldest first.</param>
    /// <param name="columns">Columns to explain, none of the history.</param>
    /// <param name="most">The most reasons for each.</param>
    public IReadOnlyList<Explanation> Of(int[] history, int[] columns, int most)
    {
        int tried = Math.Min(history.Length, MostLeftOut);
        float[] whole = new float[columns.Length];
        float[,] effects = new float[tried, columns.Length];
        int[] leftOut = [.. Enumerable.Range(history.Length - tried, tried)];
        if (tried > 0)
        {
            scorer.Score([history], (_, scores) => Values(scores, columns, null).CopyTo(whole, 0));
        }

        int perRun = 1;
        while (perRun < tried && scorer.Fits(perRun + 1, history.Length))
        {
            perRun++;
        }

        foreach (int[] run in leftOut.Chunk(perRun))
        {
            scorer.Score([.. run.Select(place => Without(history, place))], (row, scores) =>
            {
                float[] without = Values(scores, columns, history[run[row]]);
                for (int i = 0; i < columns.Length; i++)
                {
                    effects[run[row] - leftOut[0], i] = whole[i] - without[i];
                }
            });
        }

        return [.. columns.Select((column, i) => new Explanation(
            items.Items[column],
            [.. leftOut.Select((place, n) => new Reason(items.Items[history[place]], effects[n, i])).OrderByDescending(reason => reason.Effect).Take(most)]))];
    }

    private static ReadOnlyMemory<int> Without(int[] history, int place) => (int[])[.. history[..place], .. history[(place + 1)..]];

    /// <summary>Scores of some columns; of logits the log probabilities among the items outside of the whole history.</summary>
    private float[] Values(Span<float> scores, int[] columns, int? leftOut)
    {
        if (leftOut is { } column)
        {
            scores[column] = float.NegativeInfinity;
        }

        float norm = kind == ScoreKind.Logits ? LogSumExp(scores) : 0;
        float[] values = new float[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            values[i] = scores[columns[i]] - norm;
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
