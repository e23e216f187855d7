using System.Text.Json;
using Elbo.Inference;

namespace Elbo.Benchmarks.Serving;

/// <summary>Requests for recommendations: histories drawn by popularity, of lengths spread as in MovieLens (log-normal, median 60).</summary>
internal static class LoadBodies
{
    private const double MedianLength = 60;
    private const double Spread = 0.9;

    public static IReadOnlyList<byte[]> Of(Recommender bundle, int count, long seed)
    {
        double[] upTo = [.. Sums(bundle.Items)];
        DeterministicRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Body())];

        byte[] Body()
        {
            int length = (int)Math.Clamp(MedianLength * Math.Exp(Spread * random.NextNormal()), 5, 1_000);
            HashSet<string> history = [];
            for (int draw = 0; draw < length; draw++)
            {
                int place = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
                history.Add(bundle.Items[Math.Min(place < 0 ? ~place : place, upTo.Length - 1)].Id);
            }

            return JsonSerializer.SerializeToUtf8Bytes(new { history, k = 10 }, JsonSerializerOptions.Web);
        }
    }

    private static IEnumerable<double> Sums(IReadOnlyList<Item> items)
    {
        double sum = 0;
        foreach (Item item in items)
        {
            yield return sum += item.Count + 1;
        }
    }
}
