namespace Elbo.Inference.Ranking;

/// <summary>
/// Rankings that are not all of a kind: at most so many items of a category, and maximal marginal relevance (Carbonell and
/// Goldstein 1998).
/// </summary>
internal sealed class Variety(ItemTable items, SimilarTable similar, RecommendOptions options)
{
    private const int LeastPool = 200;
    private const int PoolFactor = 10;

    private readonly Dictionary<string, int> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Chooses up to k columns, one after the other, from the items with the best scores: from ten times as many, and from more
    /// where categories are full before there are k.
    /// </summary>
    public List<int> Choose(ReadOnlySpan<float> scores, int k)
    {
        int wanted = Math.Min(k, scores.Length);
        for (int pool = (int)Math.Min(Math.Max(LeastPool, (long)wanted * PoolFactor), scores.Length); ; pool = (int)Math.Min(pool * 4L, scores.Length))
        {
            List<int> candidates = TopItems.Of(scores, pool);
            List<int> chosen = From(candidates, scores, wanted);
            if (chosen.Count == wanted || candidates.Count < pool || pool == scores.Length)
            {
                return chosen;
            }
        }
    }

    private List<int> From(List<int> candidates, ReadOnlySpan<float> scores, int wanted)
    {
        taken.Clear();
        List<int> chosen = [];
        if (candidates.Count == 0)
        {
            return chosen;
        }

        // Scores fall: the first is the best, the last the worst.
        (float best, float worst) = (scores[candidates[0]], scores[candidates[^1]]);
        double spread = best > worst ? best - worst : 1;
        double[] relevance = new double[candidates.Count];
        for (int place = 0; place < relevance.Length; place++)
        {
            relevance[place] = (scores[candidates[place]] - worst) / spread;
        }

        float[] nearest = new float[candidates.Count];
        bool[] gone = new bool[candidates.Count];
        while (chosen.Count < wanted && Next(candidates, relevance, nearest, gone) is >= 0 and int next)
        {
            gone[next] = true;
            chosen.Add(candidates[next]);
            Count(candidates[next]);
            if (options.Diversity > 0)
            {
                Approach(candidates, candidates[next], nearest, gone);
            }
        }

        return chosen;
    }

    /// <summary>The place of the best candidate that is left; -1 for none. Of equal ones the first, whose score is higher.</summary>
    private int Next(List<int> candidates, double[] relevance, float[] nearest, bool[] gone)
    {
        int best = -1;
        double bestValue = double.NegativeInfinity;
        for (int place = 0; place < candidates.Count; place++)
        {
            double value = ((1 - options.Diversity) * relevance[place]) - (options.Diversity * nearest[place]);
            if (!gone[place] && value > bestValue)
            {
                if (IsFull(candidates[place]))
                {
                    gone[place] = true;
                    continue;
                }

                (best, bestValue) = (place, value);
                if (options.Diversity == 0)
                {
                    break;
                }
            }
        }

        return best;
    }

    private bool IsFull(int column)
    {
        if (options.MaxPerCategory is not { } most)
        {
            return false;
        }

        foreach (string category in items.Items[column].Categories)
        {
            if (taken.GetValueOrDefault(category) >= most)
            {
                return true;
            }
        }

        return false;
    }

    private void Count(int column)
    {
        foreach (string category in items.Items[column].Categories)
        {
            taken[category] = taken.GetValueOrDefault(category) + 1;
        }
    }

    private void Approach(List<int> candidates, int chosen, float[] nearest, bool[] gone)
    {
        for (int place = 0; place < candidates.Count && similar.Width > 0; place++)
        {
            if (!gone[place])
            {
                nearest[place] = Math.Max(nearest[place], similar.Between(chosen, candidates[place]));
            }
        }
    }
}
