using System.Text.Json;
using Elbo.Inference;

namespace Elbo.Benchmarks.Serving;

/// <summary>Recommendation requests: histories drawn by popularity, with lengths distributed as in MovieLens (log-normal, median 60).</summary>
internal static class LoadTestRequests
{
    private const double MedianLength = 60;
    private const double Spread = 0.9;

    public static IReadOnlyList<byte[]> Create(Recommender bundle, int count, long seed)
    {
        double[] cumulative = [.. CumulativeCounts(bundle.Items)];
        DeterministicRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Body())];

        byte[] Body()
        {
            int length = (int)Math.Clamp(MedianLength * Math.Exp(Spread * random.NextNormal()), 5, 1_000);
            HashSet<string> history = [];
            for (int draw = 0; draw < length; draw++)
            {
                int index = Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]);
                history.Add(bundle.Items[Math.Min(index < 0 ? ~index : index, cumulative.Length - 1)].Id);
            }

            return JsonSerializer.SerializeToUtf8Bytes(new { history, k = 10 }, JsonSerializerOptions.Web);
        }
    }

    private static IEnumerable<double> CumulativeCounts(IReadOnlyList<Item> items)
    {
        double sum = 0;
        foreach (Item item in items)
        {
            yield return sum += item.InteractionCount + 1;
        }
    }
}
