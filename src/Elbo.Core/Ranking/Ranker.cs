using System.Buffers;
using System.Numerics.Tensors;

namespace Elbo.Ranking;

/// <summary>
/// Turns scores into a ranking. Everything that ranks uses it: recommender and server, evaluation, reports and command line. A history
/// without known items is ranked by popularity, whatever the model's scores.
/// </summary>
public sealed class Ranker
{
    // Relevance is scaled over this many of the best items, since most of a catalog is never considered.
    private const int MinCandidates = 200;
    private const int CandidatesPerResult = 10;

    private readonly ItemPopularity popularity;
    private readonly ScoreKind scoreKind;
    private readonly ItemCatalog? catalog;
    private readonly SimilarItemLookup similarItems;

    /// <summary>A ranker of a catalog.</summary>
    /// <param name="catalog">The items.</param>
    /// <param name="scoreKind">What scores mean.</param>
    /// <param name="similarItems">Similarities for diversity; default none.</param>
    public Ranker(ItemCatalog catalog, ScoreKind scoreKind, SimilarItemLookup? similarItems = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        this.catalog = catalog;
        this.scoreKind = scoreKind;
        this.similarItems = similarItems ?? SimilarItemLookup.None;
        popularity = catalog.Popularity;
    }

    /// <summary>A ranker of items by index alone, for <see cref="RankUnseen"/>.</summary>
    public Ranker(ItemPopularity popularity)
    {
        ArgumentNullException.ThrowIfNull(popularity);
        this.popularity = popularity;
        similarItems = SimilarItemLookup.None;
    }

    /// <summary>Ranks the items outside a history by score alone.</summary>
    /// <param name="history">Items not to rank; if empty, popularity replaces the scores.</param>
    /// <param name="scores">One score per item; overwritten.</param>
    /// <param name="ranked">Receives the items, best first; ties go to the lower index.</param>
    /// <returns>Number of ranked items, fewer than requested if no more are left.</returns>
    public int RankUnseen(ReadOnlySpan<int> history, Span<float> scores, Span<int> ranked)
    {
        Prepare(history, scores);
        return TopItems.Select(scores, ranked);
    }

    /// <summary>Ranks for a request.</summary>
    /// <param name="request">The request, resolved against this ranker's catalog.</param>
    /// <param name="scores">The model's scores for <see cref="ResolvedRequest.ModelInput"/>, one per item; overwritten, and not read where the history is empty.</param>
    /// <exception cref="InvalidOperationException">The ranker has no catalog.</exception>
    public RecommendationResult Rank(ResolvedRequest request, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(request);
        ItemCatalog items = catalog ?? throw new InvalidOperationException("this ranker has no catalog");
        RankingConstraints constraints = request.Constraints;
        RecommendationSource source = Prepare(request.History.Items.Span, scores);
        if (source == RecommendationSource.Model)
        {
            Discount(scores, constraints.PopularityDiscount);
        }

        Mask(scores, constraints.Excluded);
        MaskNonCandidates(scores, constraints.Candidates);
        MaskOtherCategories(scores, constraints.Categories, items);
        return new RecommendationResult(
            constraints.IsTopKOnly ? TakeBest(request.K, scores, items) : Rerank(request, scores, items),
            source,
            request.UnknownItemIds,
            request.ModelInput.Length);
    }

    private RecommendationSource Prepare(ReadOnlySpan<int> history, Span<float> scores)
    {
        if (history.IsEmpty)
        {
            popularity.Shares.CopyTo(scores);
            return RecommendationSource.Popularity;
        }

        Mask(scores, history);
        return RecommendationSource.Model;
    }

    private static Recommendation[] TakeBest(int k, ReadOnlySpan<float> scores, ItemCatalog items)
    {
        int[] best = ArrayPool<int>.Shared.Rent(k);
        Recommendation[] ranking = new Recommendation[TopItems.Select(scores, best.AsSpan(0, k))];
        for (int rank = 0; rank < ranking.Length; rank++)
        {
            ranking[rank] = new Recommendation(items.Items[best[rank]], scores[best[rank]]);
        }

        ArrayPool<int>.Shared.Return(best);
        return ranking;
    }

    private List<Recommendation> Rerank(ResolvedRequest request, Span<float> scores, ItemCatalog items)
    {
        DescendingScoreCursor cursor = new(scores, (int)Math.Min(Math.Max(MinCandidates, (long)request.K * CandidatesPerResult), items.Count));
        try
        {
            return new MmrReranker(items, similarItems, request).Rerank(ref cursor);
        }
        finally
        {
            cursor.Dispose();
        }
    }

    private void Discount(Span<float> scores, float discount)
    {
        if (discount == 0)
        {
            return;
        }

        if (scoreKind == ScoreKind.Logits)
        {
            TensorPrimitives.MultiplyAdd(popularity.LogShares, -discount, scores, scores);
            return;
        }

        // Dividing a negative score would move popular items up, so negative scores are multiplied.
        for (int item = 0; item < scores.Length; item++)
        {
            float power = MathF.Exp(discount * popularity.LogShares[item]);
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

    private static void MaskOtherCategories(Span<float> scores, int[]? categories, ItemCatalog items)
    {
        if (categories is null)
        {
            return;
        }

        using ItemSet kept = new(scores.Length);
        foreach (int category in categories)
        {
            kept.Add(items.ItemsInCategory(category));
        }

        MaskAllBut(kept, scores);
    }

    private static void Mask(Span<float> scores, ReadOnlySpan<int> items)
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
