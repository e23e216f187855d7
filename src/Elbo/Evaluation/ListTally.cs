using System.Buffers;
using Elbo.Data;
using Elbo.Inference;

namespace Elbo.Evaluation;

/// <summary>Turns people's scores into lists and gathers every metric of them. Different rows may be added at once.</summary>
internal sealed class ListTally
{
    private readonly IRankingMetric[] ranking;
    private readonly double[][] values;
    private readonly ICatalogueMetric[] catalogue;
    private readonly int[][] recommended;
    private readonly int longest;

    public ListTally(IMetric[] metrics, int itemCount, int rowCount)
    {
        ranking = [.. metrics.OfType<IRankingMetric>()];
        values = [.. ranking.Select(_ => new double[rowCount])];
        catalogue = [.. metrics.OfType<ICatalogueMetric>()];
        recommended = [.. catalogue.Select(_ => new int[itemCount])];
        longest = Math.Min(itemCount, metrics.Max(metric => metric.CutOff));
    }

    /// <summary>Ranks one person's items by scores in which what was seen is masked.</summary>
    public void Add(int row, ReadOnlySpan<float> scores, ReadOnlySpan<int> targets)
    {
        int[] rentedItems = ArrayPool<int>.Shared.Rent(longest);
        bool[] rentedHits = ArrayPool<bool>.Shared.Rent(longest);
        int[] sortedTargets = targets.ToArray();
        Array.Sort(sortedTargets);

        Span<int> items = rentedItems.AsSpan(0, longest);
        items = items[..TopItems.Select(scores, items)];
        Span<bool> hits = rentedHits.AsSpan(0, items.Length);
        for (int place = 0; place < items.Length; place++)
        {
            hits[place] = Array.BinarySearch(sortedTargets, items[place]) >= 0;
        }

        for (int i = 0; i < ranking.Length; i++)
        {
            values[i][row] = ranking[i].Of(hits[..Math.Min(hits.Length, ranking[i].CutOff)], targets.Length);
        }

        for (int i = 0; i < catalogue.Length; i++)
        {
            foreach (int item in items[..Math.Min(items.Length, catalogue[i].CutOff)])
            {
                Interlocked.Increment(ref recommended[i][item]);
            }
        }

        ArrayPool<bool>.Shared.Return(rentedHits);
        ArrayPool<int>.Shared.Return(rentedItems);
    }

    public IReadOnlyList<MetricValues> Ranking() =>
        [.. ranking.Select((metric, i) => new MetricValues(metric.Name, values[i]))];

    public IReadOnlyDictionary<string, double> Catalogue(InteractionMatrix? train) =>
        catalogue.Select((metric, i) => (metric.Name, Figure: metric.Of(recommended[i], train)))
            .ToDictionary(entry => entry.Name, entry => entry.Figure);
}
