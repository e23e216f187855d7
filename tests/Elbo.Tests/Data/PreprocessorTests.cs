using System.Text;
using CsCheck;
using Elbo.Data;
using Elbo.Tests.Data.Readers;
using Row = Elbo.Tests.Data.ReferencePreprocessor.Row;

namespace Elbo.Tests.Data;

public sealed class PreprocessorTests : IDisposable
{
    private readonly TempDataFolder files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Rows_with_equal_times_keep_the_order_of_the_file() =>
        Assert.Equal("1: 9 3 7 1", Load("1,3,5,100\n1,7,5,100\n1,9,5,99\n1,1,5,100\n"));

    [Fact]
    public void The_earliest_of_several_interactions_above_the_threshold_is_kept() =>
        // 1-3 at time 10 is below the threshold, so its first is at 30, after 1-4 at 20.
        Assert.Equal("1: 4 3", Load("1,3,5,40\n1,3,2,10\n1,4,5,20\n1,3,5,30\n", new PreprocessingOptions { MinValue = 4 }));

    [Fact]
    public void Items_are_dropped_before_users()
    {
        // Item 8 has one interaction and goes, which leaves user 2 with one and drops it; item 7 then has two and stays.
        const string Rows = "1,6,5,1\n1,7,5,2\n2,7,5,1\n2,8,5,2\n3,6,5,1\n3,7,5,2\n";
        Assert.Equal("1: 6 7; 3: 6 7", Load(Rows, new PreprocessingOptions { MinItemInteractions = 2, MinUserInteractions = 2 }));
    }

    [Fact]
    public void The_cap_counts_interactions_above_the_threshold_and_includes_its_own_value()
    {
        // User 1 has three rows of which two count; user 2 has three that count.
        const string Rows = "1,6,5,1\n1,7,5,2\n1,8,1,3\n2,6,5,1\n2,7,5,2\n2,8,5,3\n";
        Assert.Equal("1: 6 7", Load(Rows, new PreprocessingOptions { MinValue = 4, MaxUserInteractions = 2 }));
    }

    [Fact]
    public void It_agrees_with_a_plain_slow_implementation()
    {
        Gen<Row> row = Gen.Select(Gen.Int[1, 12], Gen.Int[1, 9], Gen.Int[1, 5], Gen.Long[-3, 3], (u, i, v, t) => new Row(u, i, v, t));
        Gen<PreprocessingOptions> options = Gen.Select(Gen.Int[0, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[4, 8], (value, items, users, most) =>
            new PreprocessingOptions
            {
                MinValue = value == 0 ? null : value,
                MinItemInteractions = items,
                MinUserInteractions = users,
                MaxUserInteractions = most == 8 ? null : most,
            });
        Gen.Select(row.List[1, 60], options).Sample(
            (rows, chosen) =>
            {
                var expected = ReferencePreprocessor.Run(rows, chosen);
                if (expected.Times.Count == 0)
                {
                    Assert.ThrowsAny<ElboException>(() => files.Load(Write(rows), null, chosen));
                    return;
                }

                AssertSame(expected, files.Load(Write(rows), null, chosen));
            },
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData("log.csv")]
    [InlineData("log.parquet")]
    public void A_large_file_read_by_several_threads_keeps_its_order(string name)
    {
        // About 50 distinct times for 100 interactions per user: half of the order is the file's.
        Random random = new(7);
        List<Row> rows = [.. Enumerable.Range(0, 250_000).Select(_ => new Row(random.Next(2500), random.Next(5000), random.Next(1, 6), random.Next(50)))];
        // The note makes the text 60 MB long, which DuckDB then reads in several parts at once.
        string path = Write(rows, new string('x', 220));
        if (name == "log.parquet")
        {
            path = files.WriteParquet(name, $"FROM read_csv('{path}')");
        }

        PreprocessingOptions options = new() { MinValue = 3, MinUserInteractions = 5, MinItemInteractions = 20 };
        AssertSame(ReferencePreprocessor.Run(rows, options), files.Load(path, null, options));
    }

    private static void AssertSame((string Histories, List<string> Items, List<long> Times) expected, InteractionDataset data)
    {
        Assert.Equal(expected.Histories, TempDataFolder.Histories(data));
        Assert.Equal(expected.Items, data.Items.Ids);
        Assert.Equal(expected.Times, data.Interactions.Times.ToArray());
    }

    private string Write(IEnumerable<Row> rows, string note = "")
    {
        StringBuilder text = new("user,item,rating,time,note\n");
        foreach (Row row in rows)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{row.User},{row.Item},{row.Value},{row.Time},{note}\n");
        }

        return files.Write("log.csv", text.ToString());
    }

    private string Load(string rows, PreprocessingOptions? options = null) =>
        TempDataFolder.Histories(files.Load(files.Write("log.csv", "user,item,rating,time\n" + rows), null, options));
}
