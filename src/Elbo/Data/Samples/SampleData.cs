using System.Globalization;
using Elbo.Options;

namespace Elbo.Data.Samples;

/// <summary>
/// A made-up data set to try things on without a download. It has what real ones have: personal tastes that
/// drift, a long tail of popularity, histories of very different lengths, and an order that carries information
/// (series are followed part by part, and one genre leads to another).
/// </summary>
/// <remarks>
/// The same options give the same data on every machine: chance comes from <see cref="DeterministicRandom"/>, and
/// every decision from whole numbers or the four basic operations. Figures measured on it say nothing about real people.
/// </remarks>
public static class SampleData
{
    /// <summary>Shortest history.</summary>
    public const int MinHistory = 5;

    // 2020-01-01T00:00:00Z.
    private const long Start = 1_577_836_800;
    private const int Day = 86_400;

    /// <summary>Makes the data set "sample"; times are seconds since 1970, some of them equal within a history.</summary>
    /// <param name="options">Its size and seed; default <see cref="SampleOptions"/>'s own.</param>
    /// <exception cref="ElboException">An option is out of its range.</exception>
    public static DataSet Create(SampleOptions? options = null)
    {
        options ??= new SampleOptions();
        OptionsValidator.Validate(options, "sample");
        SampleCatalogue catalogue = new(options.Items, new DeterministicRandom(options.Seed, stream: 0));
        int[] offsets = new int[options.People + 1];
        List<int> items = [];
        List<long> times = [];
        bool[] seen = new bool[options.Items];
        for (int person = 0; person < options.People; person++)
        {
            DeterministicRandom random = new(options.Seed, stream: person + 1);
            AddHistory(new SamplePerson(catalogue, random, seen), Length(options, random), random, items, times);
            offsets[person + 1] = items.Count;
            for (int entry = offsets[person]; entry < items.Count; entry++)
            {
                seen[items[entry]] = false;
            }
        }

        return Assemble(catalogue, offsets, items, times);
    }

    // u / (a - u) has a long tail without logarithms or powers; its mean over u in [0, 1) is a ln(a / (a - 1)) - 1,
    // which is 1.811 for a = 1.08.
    private static int Length(SampleOptions options, DeterministicRandom random)
    {
        double u = random.NextDouble();
        int length = MinHistory + (int)((options.MeanHistory - MinHistory + 0.5) / 1.811 * (u / (1.08 - u)));
        return Math.Min(length, options.Items / 2);
    }

    private static void AddHistory(
        SamplePerson person, int length, DeterministicRandom random, List<int> items, List<long> times)
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
            items.Add(person.Next());
            times.Add(time);
        }
    }

    private static DataSet Assemble(SampleCatalogue catalogue, int[] offsets, List<int> items, List<long> times)
    {
        int[] columns = new int[catalogue.SeriesOf.Count];
        Array.Fill(columns, -1);
        List<string> ids = [];
        Dictionary<string, ItemDetails> details = [];
        int[] entries = new int[items.Count];
        for (int entry = 0; entry < entries.Length; entry++)
        {
            int item = items[entry];
            if (columns[item] < 0)
            {
                columns[item] = ids.Count;
                ids.Add(Id(item));
                details.Add(ids[^1], catalogue.Details[item]);
            }

            entries[entry] = columns[item];
        }

        Vocabulary users = new(Enumerable.Range(0, offsets.Length - 1).Select(Id));
        InteractionMatrix interactions = new(offsets, entries, ids.Count);
        return new DataSet("sample", users, new Vocabulary(ids), interactions, [.. times], details, isSynthetic: true);
    }

    private static string Id(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
