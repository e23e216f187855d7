using System.Globalization;
using DuckDB.NET.Data;
using Elbo.Data;
using Elbo.Data.Readers;

namespace Elbo.Benchmarks.Works;

/// <summary>From a file of ratings to the matrix and its vocabularies: line by line in C#, Elbo's loader, and DuckDB merely reading the columns.</summary>
internal sealed class Import : Work
{
    private const int Rows = 20_000_000;
    private const int People = 138_000;
    private const int Items = 27_000;
    private const string Given = "file";

    public override string Name => "import";

    public override string Summary => "20,000,000 rows of CSV, or a file given with --data, to the matrix and its vocabularies";

    public override string Unit => "import";

    public override IReadOnlyList<string> Sides => ["peer", "elbo", "floor"];

    public override IReadOnlyList<string> SidesOf(string shape) => shape == Given ? ["elbo"] : Sides;

    public override IReadOnlyList<string> Shapes => ["csv-20m", Given];

    public override IReadOnlyList<double> Measure(string side, Settings settings)
    {
        string path = settings.Shape != Given ? CsvOf(settings.Seed) : settings.Data ?? throw new ArgumentException("--shape file needs --data PATH");
        using HttpClient http = new();
        return side switch
        {
            "peer" => Stopwatches.Time(0, settings.Repeats, () => LineByLine(path)),
            "elbo" => Stopwatches.Time(0, settings.Repeats, () => new DataLoader(http).Load(path, context: new RunContext { Threads = settings.Threads })),
            _ => Stopwatches.Time(0, settings.Repeats, () => ReadColumns(path, settings.Threads)),
        };
    }

    /// <summary>The file of a seed in the temporary folder; made once, written beside and renamed.</summary>
    private static string CsvOf(long seed)
    {
        string path = Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"elbo-bench-{Rows}-{seed}.csv"));
        if (!File.Exists(path))
        {
            DeterministicRandom random = new(seed);
            string part = path + ".part";
            using (StreamWriter writer = new(part))
            {
                writer.WriteLine("userId,itemId,rating,timestamp");
                for (int row = 0; row < Rows; row++)
                {
                    // Squared and cubed: a few busy people and popular items, and long tails.
                    int person = (int)(People * Math.Pow(random.NextDouble(), 2));
                    int item = (int)(Items * Math.Pow(random.NextDouble(), 3));
                    writer.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{person + 1},{item + 1},{(1 + random.NextInt(10)) / 2.0},{1_000_000_000 + random.NextInt(400_000_000)}"));
                }
            }

            File.Move(part, path);
        }

        return path;
    }

    private static int LineByLine(string path)
    {
        Dictionary<string, int> people = [];
        Dictionary<string, int> items = [];
        List<(int Person, long Time, int Item)> rows = [];
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] fields = line.Split(',');
            int Number(Dictionary<string, int> numbers, string id) => numbers.TryGetValue(id, out int number) ? number : numbers[id] = numbers.Count;
            rows.Add((Number(people, fields[0]), long.Parse(fields[3], CultureInfo.InvariantCulture), Number(items, fields[1])));
        }

        rows.Sort();
        int[] offsets = new int[people.Count + 1];
        rows.ForEach(row => offsets[row.Person + 1]++);
        for (int person = 0; person < people.Count; person++)
        {
            offsets[person + 1] += offsets[person];
        }

        return new InteractionMatrix(offsets, [.. rows.Select(row => row.Item)], items.Count).Count;
    }

    private static void ReadColumns(string path, int threads)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"SET threads = {threads}";
        command.ExecuteNonQuery();
        command.CommandText = $"SELECT sum(userId), sum(itemId), sum(rating), sum(timestamp) FROM read_csv('{path.Replace("'", "''", StringComparison.Ordinal)}')";
        command.ExecuteScalar();
    }
}
