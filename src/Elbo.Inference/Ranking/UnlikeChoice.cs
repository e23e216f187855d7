namespace Elbo.Inference.Ranking;

/// <summary>
/// Chooses one item after another by maximal marginal relevance (Carbonell and Goldstein 1998, The use of MMR), with a limit for each
/// category. Two items are as alike as the greater of what either's list of similar items says, at least 0.
/// </summary>
/// <remarks>
/// An item's value only falls while others are chosen, so the value it had when last looked at bounds the one it has: the best of
/// these bounds is brought up to date until it stays the best (lazy greedy search, Minoux 1978), and few items are ever looked at.
/// </remarks>
internal sealed class UnlikeChoice(ItemTable items, SimilarTable similar, Query query)
{
    private readonly float diversity = query.Wishes.Diversity;
    private readonly int[] taken = query.Wishes.MaxPerCategory is null ? [] : new int[items.CategoryCount];
    private readonly HashSet<int> chosen = [];
    private readonly Dictionary<int, float> likeness = [];
    private readonly PriorityQueue<Candidate, Bound> candidates = new();

    /// <summary>Chooses among items that come by falling score.</summary>
    public List<Recommendation> From(ref FallingItems falling)
    {
        List<Recommendation> answer = [];
        if (!falling.TryBounds(out float highest, out float lowest))
        {
            return answer;
        }

        Relevance relevance = new(lowest, highest);
        int rank = 0;
        while (answer.Count < query.K)
        {
            while (falling.TryPeek(out int next, out float score) && Leads(relevance.Of(score)))
            {
                candidates.Enqueue(new Candidate(next, rank, score, relevance.Of(score)), new Bound((1 - diversity) * relevance.Of(score), rank));
                rank++;
                falling.TryNext(out _, out _);
            }

            if (!candidates.TryDequeue(out Candidate best, out Bound bound))
            {
                break;
            }

            float value = ((1 - diversity) * best.Relevance) - (diversity * LikenessOf(best.Item));
            if (!HasRoom(best.Item))
            {
                continue;
            }

            if (value < bound.Value)
            {
                candidates.Enqueue(best, new Bound(value, best.Rank));
                continue;
            }

            Take(best.Item);
            answer.Add(new Recommendation(items.Items[best.Item], best.Score));
        }

        return answer;
    }

    // Of equal values the higher score goes first, and what has not come yet has a lower one.
    private bool Leads(float relevance) =>
        !candidates.TryPeek(out _, out Bound best) || (1 - diversity) * relevance > best.Value;

    private bool HasRoom(int item)
    {
        foreach (int category in items.CategoriesOf(item))
        {
            if (taken.Length > 0 && taken[category] >= query.Wishes.MaxPerCategory)
            {
                return false;
            }
        }

        return true;
    }

    private void Take(int item)
    {
        chosen.Add(item);
        foreach (int category in taken.Length > 0 ? items.CategoriesOf(item) : [])
        {
            taken[category]++;
        }

        ReadOnlySpan<int> alike = similar.Of(item);
        for (int place = 0; diversity > 0 && place < alike.Length && alike[place] >= 0; place++)
        {
            likeness[alike[place]] = Math.Max(likeness.GetValueOrDefault(alike[place]), similar.SimilaritiesOf(item)[place]);
        }
    }

    private float LikenessOf(int item)
    {
        if (diversity == 0)
        {
            return 0;
        }

        float most = likeness.GetValueOrDefault(item);
        ReadOnlySpan<int> alike = similar.Of(item);
        for (int place = 0; place < alike.Length && alike[place] >= 0; place++)
        {
            if (chosen.Contains(alike[place]))
            {
                most = Math.Max(most, similar.SimilaritiesOf(item)[place]);
            }
        }

        return most;
    }

    /// <summary>Brings scores to 0..1.</summary>
    private readonly record struct Relevance(float Lowest, float Highest)
    {
        public float Of(float score) => Highest > Lowest ? (score - Lowest) / (Highest - Lowest) : 1;
    }

    private readonly record struct Candidate(int Item, int Rank, float Score, float Relevance);

    /// <summary>Sorts by falling value, then by falling score.</summary>
    private readonly record struct Bound(float Value, int Rank) : IComparable<Bound>
    {
        public int CompareTo(Bound other) => Value == other.Value ? Rank.CompareTo(other.Rank) : other.Value.CompareTo(Value);
    }
}
