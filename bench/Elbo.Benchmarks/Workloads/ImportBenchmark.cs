using System.Globalization;
using DuckDB.NET.Data;
using Elbo.Data;
using Elbo.Data.Readers;

namespace Elbo.Benchmarks.Workloads;

/// <summary>Import of a ratings file into the interaction matrix. The baseline reads line by line in C#; the lower bound is DuckDB reading the columns.</summary>
internal sealed class ImportBenchmark : Benchmark
{
    private const int Rows = 20_000_000;
    private const int Users = 138_000;
    private const int Items = 27_000;
    private const string FileSize = "file";

    public override string Name => "import";

    public override string Summary => "import of 20,000,000 CSV rows, or of the file in --data, into the interaction matrix";

    public override string Unit => "import";

    public override IReadOnlyList<string> Variants => ["baseline", "elbo", "lower-bound"];

    public override IReadOnlyList<string> VariantsOf(string size) => size == FileSize ? ["elbo"] : Variants;

    public override IReadOnlyList<string> Sizes => ["csv-20m", FileSize];

    public override IReadOnlyList<double> Measure(string variant, BenchmarkOptions options)
    {
        string path = options.Size != FileSize ? GetCsvPath(options.Seed) : options.Data ?? throw new ArgumentException("--size file needs --data PATH");
        using HttpClient http = new();
        return variant switch
        {
            "baseline" => Timing.Measure(0, options.Repeats, () => ImportLineByLine(path)),
            "elbo" => Timing.Measure(0, options.Repeats, () => new DataLoader(http).Load(path, context: new RunContext { Threads = options.Threads })),
            _ => Timing.Measure(0, options.Repeats, () => ReadColumns(path, options.Threads)),
        };
    }

    /// <summary>The CSV file of a seed in the temporary folder, written once.</summary>
    private static string GetCsvPath(long seed)
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
                    // Squared and cubed, for long tails of activity and popularity.
                    int user = (int)(Users * Math.Pow(random.NextDouble(), 2));
                    int item = (int)(Items * Math.Pow(random.NextDouble(), 3));
                    writer.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{user + 1},{item + 1},{(1 + random.NextInt(10)) / 2.0},{1_000_000_000 + random.NextInt(400_000_000)}"));
                }
            }

            File.Move(part, path);
        }

        return path;
    }

    private static int ImportLineByLine(string path)
    {
        Dictionary<string, int> users = [];
        Dictionary<string, int> items = [];
        List<(int User, long Time, int Item)> rows = [];
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] fields = line.Split(',');
            int Number(Dictionary<string, int> numbers, string id) => numbers.TryGetValue(id, out int number) ? number : numbers[id] = numbers.Count;
            rows.Add((Number(users, fields[0]), long.Parse(fields[3], CultureInfo.InvariantCulture), Number(items, fields[1])));
        }

        rows.Sort();
        int[] offsets = new int[users.Count + 1];
        rows.ForEach(row => offsets[row.User + 1]++);
        for (int user = 0; user < users.Count; user++)
        {
            offsets[user + 1] += offsets[user];
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
