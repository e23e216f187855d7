using System.Numerics.Tensors;

namespace Elbo.Ranking;

/// <summary>From scores to a ranking that keeps to a caller's wishes.</summary>
internal sealed class Ranker(ItemCatalog catalog, SimilarItemLookup similarItems, ScoreKind kind)
{
    // Relevance goes from 1 to 0 over the best so many items, for most of a catalogue is never in question.
    private const int MinCandidates = 200;
    private const int CandidatesPerResult = 10;

    /// <summary>Ranks by the model's scores.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="scores">One score per item; overwritten.</param>
    public RecommendationResult RankByScores(ResolvedRequest request, Span<float> scores)
    {
        Discount(scores, request.Constraints.PopularityDiscount);
        return new RecommendationResult(Rank(request, scores), RecommendationSource.Model, request.UnknownItemIds, request.ModelInput.Length);
    }

    /// <summary>Ranks by popularity. It is not discounted: nothing would be left to rank by.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="scores">Room for one score per item.</param>
    public RecommendationResult RankByPopularity(ResolvedRequest request, Span<float> scores)
    {
        catalog.Popularity.CopyTo(scores);
        return new RecommendationResult(Rank(request, scores), RecommendationSource.Popularity, request.UnknownItemIds, 0);
    }

    private List<Recommendation> Rank(ResolvedRequest request, Span<float> scores)
    {
        RankingConstraints constraints = request.Constraints;
        Mask(scores, request.HistoryItems);
        Mask(scores, constraints.Excluded);
        MaskNonCandidates(scores, constraints.Candidates);
        MaskOtherCategories(scores, constraints.Categories);
        int candidates = constraints.IsTopKOnly ? request.K : (int)Math.Min(Math.Max(MinCandidates, (long)request.K * CandidatesPerResult), catalog.Count);
        DescendingScoreCursor cursor = new(scores, candidates);
        try
        {
            return constraints.IsTopKOnly ? TakeBest(ref cursor, request.K) : new MmrReranker(catalog, similarItems, request).Rerank(ref cursor);
        }
        finally
        {
            cursor.Dispose();
        }
    }

    private List<Recommendation> TakeBest(ref DescendingScoreCursor cursor, int k)
    {
        List<Recommendation> best = [];
        while (best.Count < k && cursor.TryNext(out int item, out float score))
        {
            best.Add(new Recommendation(catalog.Items[item], score));
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
            TensorPrimitives.MultiplyAdd(catalog.LogPopularity, -discount, scores, scores);
            return;
        }

        // Below 0 a division would put popular items in front: there it is a product.
        for (int item = 0; item < scores.Length; item++)
        {
            float power = MathF.Exp(discount * catalog.LogPopularity[item]);
            scores[item] = scores[item] > 0 ? scores[item] / power : scores[item] * power;
        }
    }

    private static void MaskNonCandidates(Span<float> scores, int[]? candidates)
    {
        if (candidates is null)
        {
            return;
        }

        using ItemSet kept = new(scores.Length);
        kept.Add(candidates);
        MaskAllBut(kept, scores);
    }

    private void MaskOtherCategories(Span<float> scores, int[]? categories)
    {
        if (categories is null)
        {
            return;
        }

        using ItemSet kept = new(scores.Length);
        foreach (int category in categories)
        {
            kept.Add(catalog.ItemsInCategory(category));
        }

        MaskAllBut(kept, scores);
    }

    private static void Mask(Span<float> scores, int[] items)
    {
        foreach (int item in items)
        {
            scores[item] = float.NegativeInfinity;
        }
    }

    private static void MaskAllBut(ItemSet kept, Span<float> scores)
    {
        for (int item = 0; item < scores.Length; item++)
        {
            if (!kept.Contains(item))
            {
                scores[item] = float.NegativeInfinity;
            }
        }
    }
}
