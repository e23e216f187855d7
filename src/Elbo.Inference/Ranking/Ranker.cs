using System.Buffers;
using System.Numerics.Tensors;
using Elbo.Inference.Bundles;

namespace Elbo.Inference.Ranking;

/// <summary>From scores to a ranking that keeps to a caller's options.</summary>
internal sealed class Ranker(ItemTable items, SimilarTable similar)
{
    /// <summary>Ranks; the scores are changed.</summary>
    /// <param name="scores">One per item; minus infinity for what must not be recommended.</param>
    /// <param name="kind">What the scores are.</param>
    /// <param name="k">How many at most.</param>
    /// <param name="options">What to keep to.</param>
    public Recommendation[] Rank(Span<float> scores, ScoreKind kind, int k, RecommendOptions options)
    {
        Restrict(scores, options);
        Discount(scores, kind, options.PopularityDiscount);
        List<int> columns = options is { MaxPerCategory: null, Diversity: 0 }
            ? TopItems.Of(scores, k)
            : new Variety(items, similar, options).Choose(scores, k);
        Recommendation[] ranking = new Recommendation[columns.Count];
        for (int place = 0; place < ranking.Length; place++)
        {
            ranking[place] = new Recommendation(items.Items[columns[place]], scores[columns[place]]);
        }

        return ranking;
    }

    private void Restrict(Span<float> scores, RecommendOptions options)
    {
        foreach (string id in options.Exclude)
        {
            if (items.ColumnOf(id) is >= 0 and int column)
            {
                scores[column] = float.NegativeInfinity;
            }
        }

        if (options.AllowOnly is { } allowed)
        {
            Keep(scores, kept =>
            {
                foreach (string id in allowed)
                {
                    if (items.ColumnOf(id) is >= 0 and int column)
                    {
                        kept[column] = true;
                    }
                }
            });
        }

        if (options.Categories is { } categories)
        {
            Keep(scores, kept =>
            {
                foreach (string category in categories)
                {
                    foreach (int column in items.OfCategory(category))
                    {
                        kept[column] = true;
                    }
                }
            });
        }
    }

    private static void Keep(Span<float> scores, Action<bool[]> mark)
    {
        bool[] kept = ArrayPool<bool>.Shared.Rent(scores.Length);
        Array.Clear(kept, 0, scores.Length);
        mark(kept);
        for (int column = 0; column < scores.Length; column++)
        {
            if (!kept[column])
            {
                scores[column] = float.NegativeInfinity;
            }
        }

        ArrayPool<bool>.Shared.Return(kept);
    }

    /// <summary>Logits less so many times the logarithm of the share; sums of weights divided by the share to that power.</summary>
    private void Discount(Span<float> scores, ScoreKind kind, double discount)
    {
        if (discount == 0)
        {
            return;
        }

        if (kind == ScoreKind.Logits)
        {
            TensorPrimitives.MultiplyAdd(items.LogShares, (float)-discount, scores, scores);
            return;
        }

        // Below 0 a division would put popular items in front: there it is a product.
        for (int column = 0; column < scores.Length; column++)
        {
            float power = MathF.Exp((float)discount * items.LogShares[column]);
            scores[column] = scores[column] > 0 ? scores[column] / power : scores[column] * power;
        }
    }
}
