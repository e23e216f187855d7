using System.Globalization;
using Elbo.Options;

namespace Elbo.Data.Synthetic;

/// <summary>
/// A made-up data set to try things on without a download. It has what real ones have: personal tastes that
/// drift, a long tail of popularity, histories of very different lengths, and an order that carries information
/// (series are followed part by part, and one genre leads to another).
/// </summary>
/// <remarks>
/// The same options give the same data on every machine: chance comes from <see cref="DeterministicRandom"/>, and
/// every decision from whole numbers or the four basic operations. Figures measured on it say nothing about real people.
/// </remarks>
public static class SyntheticDataset
{
    /// <summary>Shortest history.</summary>
    public const int MinHistoryLength = 5;

    // 2020-01-01T00:00:00Z.
    private const long Start = 1_577_836_800;
    private const int Day = 86_400;

    /// <summary>Makes the data set "sample"; times are seconds since 1970, some of them equal within a history.</summary>
    /// <param name="options">Its size and seed; default <see cref="SyntheticDataOptions"/>'s own.</param>
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
            // A quarter share their second with the one before, as where people rate a whole page at once.
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
        Dictionary<string, ItemMetadata> metadata = [];
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
        InteractionMatrix interactions = new(offsets, entries, ids.Count);
        return new InteractionDataset("sample", users, new Vocabulary(ids), interactions, [.. times], metadata, isSynthetic: true);
    }

    private static string FormatId(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
