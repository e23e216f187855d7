using System.Buffers;

namespace Elbo.Inference.Ranking;

/// <summary>Answers queries, many in one run of the model where memory allows.</summary>
internal sealed class Answerer(Scorer scorer, Ranker ranker)
{
    /// <summary>Answers in the order of the queries.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="answer">Given each query's place and answer as soon as it is there.</param>
    public void Answer(IReadOnlyList<Query> queries, Action<int, Recommendations> answer)
    {
        int[] places = [.. Enumerable.Range(0, queries.Count)];
        int[] lengths = [.. queries.Select(query => query.Read.Length)];

        // Histories of like length share a run, for the shorter ones are filled up.
        Array.Sort(lengths, places);
        for (int first = 0; first < places.Length;)
        {
            int count = lengths[first] == 0 ? lengths.AsSpan(first).LastIndexOf(0) + 1 : CountThatFits(lengths, first);
            ArraySegment<int> own = new(places, first, count);
            if (lengths[first] == 0)
            {
                AnswerByPopularity(queries, own, answer);
            }
            else
            {
                AnswerByModel(queries, own, answer);
            }

            first += count;
        }
    }

    private int CountThatFits(int[] lengths, int first)
    {
        int count = 1;
        while (first + count < lengths.Length && scorer.Fits(count + 1, lengths[first + count]))
        {
            count++;
        }

        return count;
    }

    private void AnswerByModel(IReadOnlyList<Query> queries, ArraySegment<int> places, Action<int, Recommendations> answer) => scorer.Score(
        [.. places.Select(place => queries[place].Read)],
        (row, scores) => answer(places[row], ranker.ByModel(queries[places[row]], scores)));

    private void AnswerByPopularity(IReadOnlyList<Query> queries, ArraySegment<int> places, Action<int, Recommendations> answer)
    {
        float[] scores = ArrayPool<float>.Shared.Rent(scorer.ItemCount);
        foreach (int place in places)
        {
            answer(place, ranker.ByPopularity(queries[place], scores.AsSpan(0, scorer.ItemCount)));
        }

        ArrayPool<float>.Shared.Return(scores);
    }
}
