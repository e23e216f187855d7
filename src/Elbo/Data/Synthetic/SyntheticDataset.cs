using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Elbo.Options;

namespace Elbo.Data.Synthetic;

/// <summary>Size and seed of the synthetic data set.</summary>
internal sealed record SyntheticDataOptions
{
    /// <summary>Number of users; default 2,000.</summary>
    [Range(1, 10_000_000)]
    public int Users { get; init; } = 2_000;

    /// <summary>Number of available items; items without interactions are not in the data. Default 1,200.</summary>
    [Range(240, 200_000)]
    public int Items { get; init; } = 1_200;

    /// <summary>
    /// Mean number of interactions per user; default 50. Lengths range from 5 to about six times the mean, but at most to
    /// half of the items, which lowers a mean that is large for the number of items.
    /// </summary>
    [Range(5, 1_000)]
    public int MeanHistoryLength { get; init; } = 50;

    /// <summary>Seed of all random draws; default 42.</summary>
    public long Seed { get; init; } = 42;
}

/// <summary>
/// A synthetic data set for trying Elbo without a download. It has properties of real data: personal preferences that
/// drift, a long tail of popularity, histories of very different lengths, and an informative order
/// (series are followed part by part, and one genre leads to another).
/// </summary>
/// <remarks>
/// The same options give the same data on every machine: random numbers come from <see cref="DeterministicRandom"/>, and
/// every decision uses integers or the four basic operations. Metrics measured on it say nothing about real users.
/// </remarks>
internal static class SyntheticDataset
{
    /// <summary>Length of the shortest history.</summary>
    public const int MinHistoryLength = 5;

    // 2020-01-01T00:00:00Z.
    private const long Start = 1_577_836_800;
    private const int Day = 86_400;

    /// <summary>Generates the data set "sample"; times are seconds since 1970, some of them equal within a history.</summary>
    /// <param name="options">Its size and seed; default 2,000 users and 1,200 items.</param>
    /// <exception cref="ElboException">An option is out of its range.</exception>
    public static InteractionDataset Create(SyntheticDataOptions? options = null)
    {
        options ??= new SyntheticDataOptions();
        OptionsValidator.Validate(options, "sample");
        SyntheticCatalog catalog = new(options.Items, new DeterministicRandom(options.Seed, stream: 0));
        int[] offsets = new int[options.Users + 1];
        List<int> items = [];
        List<long> times = [];
        bool[] seen = new bool[options.Items];
        for (int user = 0; user < options.Users; user++)
        {
            DeterministicRandom random = new(options.Seed, stream: user + 1);
            AddHistory(new SyntheticUser(catalog, random, seen), DrawHistoryLength(options, random), random, items, times);
            offsets[user + 1] = items.Count;
            for (int entry = offsets[user]; entry < items.Count; entry++)
            {
                seen[items[entry]] = false;
            }
        }

        return BuildDataset(catalog, offsets, items, times);
    }

    // u / (a - u) has a long tail without logarithms or powers; its mean over u in [0, 1) is a ln(a / (a - 1)) - 1,
    // which is 1.811 for a = 1.08.
    private static int DrawHistoryLength(SyntheticDataOptions options, DeterministicRandom random)
    {
        double u = random.NextDouble();
        int length = MinHistoryLength + (int)((options.MeanHistoryLength - MinHistoryLength + 0.5) / 1.811 * (u / (1.08 - u)));
        return Math.Min(length, options.Items / 2);
    }

    private static void AddHistory(
        SyntheticUser user, int length, DeterministicRandom random, List<int> items, List<long> times)
    {
        long time = Start + random.NextInt(365 * Day);
        for (int i = 0; i < length; i++)
        {
            // A quarter have the same second as the previous one, like users who rate a whole page at once.
            time += random.NextInt(100) switch
            {
                < 25 => 0,
                < 90 => 60 + random.NextInt(3_600),
                _ => Day + random.NextInt(14 * Day),
            };
            items.Add(user.NextItem());
            times.Add(time);
        }
    }

    private static InteractionDataset BuildDataset(SyntheticCatalog catalog, int[] offsets, List<int> items, List<long> times)
    {
        int[] columns = new int[catalog.SeriesOf.Count];
        Array.Fill(columns, -1);
        List<string> ids = [];
        Dictionary<string, Item> metadata = [];
        int[] entries = new int[items.Count];
        for (int entry = 0; entry < entries.Length; entry++)
        {
            int item = items[entry];
            if (columns[item] < 0)
            {
                columns[item] = ids.Count;
                ids.Add(FormatId(item));
                metadata.Add(ids[^1], catalog.Metadata[item]);
            }

            entries[entry] = columns[item];
        }

        Vocabulary users = new(Enumerable.Range(0, offsets.Length - 1).Select(FormatId));
        InteractionMatrix interactions = new(offsets, entries, ids.Count, [.. times]);
        return new InteractionDataset("sample", users, new Vocabulary(ids), interactions, metadata, isSynthetic: true);
    }

    internal static string FormatId(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
