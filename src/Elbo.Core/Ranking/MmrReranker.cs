namespace Elbo.Ranking;

/// <summary>
/// Ranks by maximal marginal relevance (Carbonell and Goldstein 1998, The use of MMR), with a limit per category. The similarity of two items
/// is the greater of those that either stores for the other, at least 0.
/// </summary>
/// <remarks>
/// The value of an item only decreases as others are selected, so its last computed value is an upper bound. The best bound is recomputed
/// until it remains the best (lazy greedy search, Minoux 1978); few items are ever evaluated.
/// </remarks>
internal sealed class MmrReranker(ItemCatalog catalog, SimilarItemLookup similarItems, ResolvedRequest request)
{
    private readonly float diversity = request.Constraints.Diversity;
    private readonly int[] categoryCounts = request.Constraints.MaxPerCategory is null ? [] : new int[catalog.CategoryCount];
    private readonly HashSet<int> chosen = [];
    private readonly Dictionary<int, float> similarityToChosen = [];
    private readonly PriorityQueue<Candidate, UpperBound> candidates = new();

    /// <summary>Ranks items from a cursor.</summary>
    public List<Recommendation> Rerank(ref DescendingScoreCursor cursor)
    {
        List<Recommendation> ranking = [];
        if (!cursor.TryGetBlockBounds(out float highest, out float lowest))
        {
            return ranking;
        }

        RelevanceScale relevance = new(lowest, highest);
        int rank = 0;
        while (ranking.Count < request.K)
        {
            while (cursor.TryPeek(out int next, out float score) && CanBeatBest(relevance.Normalize(score)))
            {
                candidates.Enqueue(new Candidate(next, rank, score, relevance.Normalize(score)), new UpperBound((1 - diversity) * relevance.Normalize(score), rank));
                rank++;
                cursor.TryNext(out _, out _);
            }

            if (!candidates.TryDequeue(out Candidate best, out UpperBound bound))
            {
                break;
            }

            float value = ((1 - diversity) * best.Relevance) - (diversity * SimilarityToChosen(best.Item));
            if (!FitsCategoryLimit(best.Item))
            {
                continue;
            }

            if (value < bound.Value)
            {
                candidates.Enqueue(best, new UpperBound(value, best.Rank));
                continue;
            }

            Choose(best.Item);
            ranking.Add(new Recommendation(catalog.Items[best.Item], best.Score));
        }

        return ranking;
    }

    // Ties go to the higher score, and items still in the cursor score lower.
    private bool CanBeatBest(float relevance) =>
        !candidates.TryPeek(out _, out UpperBound best) || (1 - diversity) * relevance > best.Value;

    private bool FitsCategoryLimit(int item)
    {
        foreach (int category in catalog.CategoriesOfItem(item))
        {
            if (categoryCounts.Length > 0 && categoryCounts[category] >= request.Constraints.MaxPerCategory)
            {
                return false;
            }
        }

        return true;
    }

    private void Choose(int item)
    {
        chosen.Add(item);
        foreach (int category in categoryCounts.Length > 0 ? catalog.CategoriesOfItem(item) : [])
        {
            categoryCounts[category]++;
        }

        ReadOnlySpan<int> neighbors = similarItems.GetItems(item);
        for (int rank = 0; diversity > 0 && rank < neighbors.Length && neighbors[rank] >= 0; rank++)
        {
            similarityToChosen[neighbors[rank]] = Math.Max(similarityToChosen.GetValueOrDefault(neighbors[rank]), similarItems.GetSimilarities(item)[rank]);
        }
    }

    private float SimilarityToChosen(int item)
    {
        if (diversity == 0)
        {
            return 0;
        }

        float greatest = similarityToChosen.GetValueOrDefault(item);
        ReadOnlySpan<int> neighbors = similarItems.GetItems(item);
        for (int rank = 0; rank < neighbors.Length && neighbors[rank] >= 0; rank++)
        {
            if (chosen.Contains(neighbors[rank]))
            {
                greatest = Math.Max(greatest, similarItems.GetSimilarities(item)[rank]);
            }
        }

        return greatest;
    }

    /// <summary>Scales scores to 0..1.</summary>
    private readonly record struct RelevanceScale(float Lowest, float Highest)
    {
        public float Normalize(float score) => Highest > Lowest ? (score - Lowest) / (Highest - Lowest) : 1;
    }

    private readonly record struct Candidate(int Item, int Rank, float Score, float Relevance);

    /// <summary>Orders by descending value, then by descending score.</summary>
    private readonly record struct UpperBound(float Value, int Rank) : IComparable<UpperBound>
    {
        public int CompareTo(UpperBound other) => Value == other.Value ? Rank.CompareTo(other.Rank) : other.Value.CompareTo(Value);
    }
}
