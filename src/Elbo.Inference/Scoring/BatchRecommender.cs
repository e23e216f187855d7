using System.Buffers;
using Elbo.Ranking;

namespace Elbo.Inference.Scoring;

/// <summary>Computes recommendations, for many requests in one run of the model where memory allows.</summary>
internal sealed class BatchRecommender(OnnxScorer scorer, Ranker ranker)
{
    /// <summary>Computes recommendations in batches of requests with similar history length.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="onResult">Called with the index and result of each request as soon as it is ready.</param>
    public void Recommend(IReadOnlyList<ResolvedRequest> requests, Action<int, RecommendationResult> onResult)
    {
        int[] indices = [.. Enumerable.Range(0, requests.Count)];
        int[] lengths = [.. requests.Select(request => request.ModelInput.Length)];

        // Histories of similar length share a run, since shorter ones are padded.
        Array.Sort(lengths, indices);
        for (int first = 0; first < indices.Length;)
        {
            int count = lengths[first] == 0 ? lengths.AsSpan(first).LastIndexOf(0) + 1 : CountThatFits(lengths, first);
            ArraySegment<int> batch = new(indices, first, count);
            if (lengths[first] == 0)
            {
                RecommendByPopularity(requests, batch, onResult);
            }
            else
            {
                RecommendByModel(requests, batch, onResult);
            }

            first += count;
        }
    }

    private int CountThatFits(int[] lengths, int first)
    {
        int count = 1;
        while (first + count < lengths.Length && scorer.FitsInOneRun(count + 1, lengths[first + count]))
        {
            count++;
        }

        return count;
    }

    private void RecommendByModel(IReadOnlyList<ResolvedRequest> requests, ArraySegment<int> indices, Action<int, RecommendationResult> onResult) => scorer.Score(
        [.. indices.Select(index => requests[index].ModelInput)],
        (row, scores) => onResult(indices[row], ranker.Rank(requests[indices[row]], scores)));

    private void RecommendByPopularity(IReadOnlyList<ResolvedRequest> requests, ArraySegment<int> indices, Action<int, RecommendationResult> onResult)
    {
        float[] scores = ArrayPool<float>.Shared.Rent(scorer.ItemCount);
        foreach (int index in indices)
        {
            onResult(index, ranker.Rank(requests[index], scores.AsSpan(0, scorer.ItemCount)));
        }

        ArrayPool<float>.Shared.Return(scores);
    }
}
