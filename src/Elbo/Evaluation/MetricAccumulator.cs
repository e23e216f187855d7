using System.Buffers;
using Elbo.Data;
using Elbo.Ranking;

namespace Elbo.Evaluation;

/// <summary>Ranks users' items by score and collects every metric of the rankings. Threads may add different rows concurrently.</summary>
internal sealed class MetricAccumulator
{
    private readonly IRankingMetric[] userMetrics;
    private readonly double[][] values;
    private readonly ICatalogMetric[] catalogMetrics;
    private readonly int[][] recommendedCounts;
    private readonly Ranker ranker;
    private readonly int maxLength;

    public MetricAccumulator(IMetric[] metrics, Ranker ranker, int itemCount, int rowCount)
    {
        this.ranker = ranker;
        userMetrics = [.. metrics.OfType<IRankingMetric>()];
        values = [.. userMetrics.Select(_ => new double[rowCount])];
        catalogMetrics = [.. metrics.OfType<ICatalogMetric>()];
        recommendedCounts = [.. catalogMetrics.Select(_ => new int[itemCount])];
        maxLength = Math.Min(itemCount, metrics.Max(metric => metric.CutOff));
    }

    /// <summary>Ranks the items outside one user's fold-in and adds the metrics of the ranking; the scores are overwritten.</summary>
    public void Add(int row, ReadOnlySpan<int> foldIn, Span<float> scores, ReadOnlySpan<int> targets)
    {
        int[] rentedItems = ArrayPool<int>.Shared.Rent(maxLength);
        bool[] rentedHits = ArrayPool<bool>.Shared.Rent(maxLength);
        int[] sortedTargets = targets.ToArray();
        Array.Sort(sortedTargets);

        Span<int> items = rentedItems.AsSpan(0, maxLength);
        items = items[..ranker.RankUnseen(foldIn, scores, items)];
        Span<bool> hits = rentedHits.AsSpan(0, items.Length);
        for (int rank = 0; rank < items.Length; rank++)
        {
            hits[rank] = Array.BinarySearch(sortedTargets, items[rank]) >= 0;
        }

        for (int i = 0; i < userMetrics.Length; i++)
        {
            values[i][row] = userMetrics[i].Compute(hits[..Math.Min(hits.Length, userMetrics[i].CutOff)], targets.Length);
        }

        for (int i = 0; i < catalogMetrics.Length; i++)
        {
            foreach (int item in items[..Math.Min(items.Length, catalogMetrics[i].CutOff)])
            {
                Interlocked.Increment(ref recommendedCounts[i][item]);
            }
        }

        ArrayPool<bool>.Shared.Return(rentedHits);
        ArrayPool<int>.Shared.Return(rentedItems);
    }

    public IReadOnlyList<PerUserMetric> UserMetrics() =>
        [.. userMetrics.Select((metric, i) => new PerUserMetric(metric.Name, values[i]))];

    public IReadOnlyDictionary<string, double> CatalogMetrics(InteractionMatrix? trainingData) =>
        catalogMetrics.Select((metric, i) => (metric.Name, Value: metric.Compute(recommendedCounts[i], trainingData)))
            .ToDictionary(entry => entry.Name, entry => entry.Value);
}
