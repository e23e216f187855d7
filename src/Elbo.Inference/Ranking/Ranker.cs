using System.Numerics.Tensors;
using Elbo.Inference.Bundles;

namespace Elbo.Inference.Ranking;

/// <summary>From scores to a ranking that keeps to a caller's wishes.</summary>
internal sealed class Ranker(ItemTable items, SimilarTable similar, ScoreKind kind)
{
    // Relevance goes from 1 to 0 over the best so many items, for most of a catalogue is never in question.
    private const int LeastPool = 200;
    private const int PoolFactor = 10;

    /// <summary>Ranks by the model's scores.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="scores">One score per item; overwritten.</param>
    public Recommendations ByModel(Query query, Span<float> scores)
    {
        Discount(scores, query.Wishes.Discount);
        return new Recommendations(Rank(query, scores), RecommendationSource.Model, query.Unknown, query.Read.Length);
    }

    /// <summary>Ranks by popularity. It is not discounted: nothing would be left to rank by.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="scores">Room for one score per item.</param>
    public Recommendations ByPopularity(Query query, Span<float> scores)
    {
        items.Shares.CopyTo(scores);
        return new Recommendations(Rank(query, scores), RecommendationSource.Popularity, query.Unknown, 0);
    }

    private List<Recommendation> Rank(Query query, Span<float> scores)
    {
        Wishes wishes = query.Wishes;
        Mask(scores, query.Known);
        Mask(scores, wishes.Excluded);
        KeepAllowed(scores, wishes.Allowed);
        KeepCategories(scores, wishes.Categories);
        int pool = wishes.ByScoreAlone ? query.K : (int)Math.Min(Math.Max(LeastPool, (long)query.K * PoolFactor), items.Count);
        FallingItems falling = new(scores, pool);
        try
        {
            return wishes.ByScoreAlone ? Best(ref falling, query.K) : new UnlikeChoice(items, similar, query).From(ref falling);
        }
        finally
        {
            falling.Dispose();
        }
    }

    private List<Recommendation> Best(ref FallingItems falling, int k)
    {
        List<Recommendation> best = [];
        while (best.Count < k && falling.TryNext(out int column, out float score))
        {
            best.Add(new Recommendation(items.Items[column], score));
        }

        return best;
    }

    /// <summary>Logits less so many times the logarithm of the share; sums of weights divided by the share to that power.</summary>
    private void Discount(Span<float> scores, float discount)
    {
        if (discount == 0)
        {
            return;
        }

        if (kind == ScoreKind.Logits)
        {
            TensorPrimitives.MultiplyAdd(items.LogShares, -discount, scores, scores);
            return;
        }

        // Below 0 a division would put popular items in front: there it is a product.
        for (int column = 0; column < scores.Length; column++)
        {
            float power = MathF.Exp(discount * items.LogShares[column]);
            scores[column] = scores[column] > 0 ? scores[column] / power : scores[column] * power;
        }
    }

    private static void KeepAllowed(Span<float> scores, int[]? allowed)
    {
        if (allowed is null)
        {
            return;
        }

        using ItemSet kept = new(scores.Length);
        kept.Add(allowed);
        MaskAllBut(kept, scores);
    }

    private void KeepCategories(Span<float> scores, int[]? categories)
    {
        if (categories is null)
        {
            return;
        }

        using ItemSet kept = new(scores.Length);
        foreach (int category in categories)
        {
            kept.Add(items.ColumnsOf(category));
        }

        MaskAllBut(kept, scores);
    }

    private static void Mask(Span<float> scores, int[] columns)
    {
        foreach (int column in columns)
        {
            scores[column] = float.NegativeInfinity;
        }
    }

    private static void MaskAllBut(ItemSet kept, Span<float> scores)
    {
        for (int column = 0; column < scores.Length; column++)
        {
            if (!kept.Contains(column))
            {
                scores[column] = float.NegativeInfinity;
            }
        }
    }
}
