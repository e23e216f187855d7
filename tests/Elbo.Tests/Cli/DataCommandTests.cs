using System.Text.Json;
using Elbo.Cli;
using Elbo.Data.Readers;
using Elbo.Data.Synthetic;
using Elbo.Tests.Data.Readers;

namespace Elbo.Tests.Cli;

public sealed class DataCommandTests : IDisposable
{
    private readonly TempDataFolder files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Info_prints_counts_and_a_histogram_of_history_lengths()
    {
        // One user with 1 interaction, four with 2: the bars are a quarter of 40 characters and all 40.
        string path = files.Write("log.csv", "user,item,time\n1,1,5\n2,1,5\n2,2,6\n3,1,5\n3,2,5\n4,1,5\n4,2,6\n5,1,5\n5,2,6\n");
        string text = CliResult.RunExpectingSuccess("data", "info", "--data", path);
        Assert.Contains("users                  5\n", text, StringComparison.Ordinal);
        Assert.Contains("interactions           9\n", text, StringComparison.Ordinal);
        Assert.Contains("density                90.00 %\n", text, StringComparison.Ordinal);
        Assert.Contains("time                   5 to 6, unknown unit\n", text, StringComparison.Ordinal);
        Assert.Contains("22.2 % of the interactions have the same time as a neighbouring one", text, StringComparison.Ordinal);
        Assert.EndsWith($"1           1  {new string('█', 10)}\n                 2 - 3           4  {new string('█', 40)}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("synthetic", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_says_that_the_sample_is_synthetic_and_names_its_dates() => Assert.Multiple(
        () => Assert.StartsWith("sample (synthetic data", CliResult.RunExpectingSuccess("data", "info", "--data", "sample"), StringComparison.Ordinal),
        () => Assert.Contains("2020-01-01 to 2021-", CliResult.RunExpectingSuccess("data", "info", "--data", "sample"), StringComparison.Ordinal));

    [Fact]
    public void Info_prints_the_statistics_as_JSON()
    {
        JsonElement json = CliResult.Json("data", "info", "--data", "sample");
        Assert.Equal("sample", json.GetProperty("name").GetString());
        Assert.True(json.GetProperty("synthetic").GetBoolean());
        Assert.Equal(SyntheticDataset.Create().Fingerprint, json.GetProperty("fingerprint").GetString());
        Assert.Equal("seconds", json.GetProperty("timeUnit").GetString());
        Assert.Equal(2020, json.GetProperty("firstDate").GetDateTimeOffset().Year);
        Assert.Equal(2000, json.GetProperty("statistics").GetProperty("users").GetInt32());
        Assert.Equal(5, json.GetProperty("statistics").GetProperty("historyLengths").GetProperty("min").GetInt32());
    }

    [Fact]
    public void Preprocessing_flags_filter_interactions()
    {
        string path = files.Write("log.csv", "user,item,rating\n1,1,5\n1,2,3\n2,1,4\n2,2,4\n");
        JsonElement json = CliResult.Json("data", "info", "--data", path, "--min-value", "4", "--min-user-interactions", "2");
        Assert.Equal(1, json.GetProperty("statistics").GetProperty("users").GetInt32());
        Assert.Equal(2, json.GetProperty("statistics").GetProperty("interactions").GetInt32());
    }

    [Theory]
    [InlineData(1_577_836_800, 1_609_459_199, "2020-01-01 to 2020-12-31 (from seconds since 1970)")]
    [InlineData(1_577_836_800_000, 1_609_459_199_999, "2020-01-01 to 2020-12-31 (from milliseconds since 1970)")]
    [InlineData(1_577_836_800_000_000, 1_609_459_199_999_999, "2020-01-01 to 2020-12-31 (from microseconds since 1970)")]
    [InlineData(0, 1_609_459_199, "0 to 1609459199, unknown unit")]
    [InlineData(-5, 7, "-5 to 7, unknown unit")]
    public void Times_are_shown_as_dates_if_their_unit_is_evident(long first, long last, string expected) =>
        Assert.Equal(expected, TimeRange.FromTimestamps(first, last).ToString());

    [Fact]
    public void Info_on_a_missing_file_names_the_built_in_data_sets() =>
        Assert.Contains("no such file or folder; check the path or use one of ml-100k", CliResult.Failure("data", "info", "--data", files.PathOf("none.csv")), StringComparison.Ordinal);

    [Fact]
    public void List_names_every_data_set_and_its_location()
    {
        JsonElement[] all = [.. CliResult.Json("data", "list").EnumerateArray()];
        Assert.Equal(["sample", .. DatasetDownloader.Names], all.Select(data => data.GetProperty("name").GetString()));
        Assert.True(all[0].GetProperty("available").GetBoolean());
        Assert.All(all.Skip(1), data => Assert.Equal(File.Exists(data.GetProperty("path").GetString()), data.GetProperty("available").GetBoolean()));
        Assert.All(DatasetDownloader.Names, name => Assert.Contains($" {name} ", CliResult.RunExpectingSuccess("data", "list"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sample.csv")]
    [InlineData("sample.tsv")]
    [InlineData("sample.parquet")]
    public void An_export_reads_back_as_the_same_data(string name)
    {
        string items = files.PathOf($"titles{Path.GetExtension(name)}");
        string output = CliResult.RunExpectingSuccess("data", "export", "--data", "sample", "--out", files.PathOf(name), "--items", items);
        Assert.Contains("synthetic", output, StringComparison.Ordinal);
        DataSetIs(SyntheticDataset.Create(), files.Load(files.PathOf(name), new ReadOptions { ItemsFile = items }));
    }

    [Fact]
    public void An_export_has_preprocessed_interactions_and_a_time_column_only_if_the_data_has_times()
    {
        string path = files.Write("log.csv", "user,item,rating\nann,x,5\nbob,y,2\n");
        CliResult.RunExpectingSuccess("data", "export", "--data", path, "--min-value", "4", "--out", files.PathOf("filtered.csv"));
        Assert.Equal("user,item,title\nann,x,\n", File.ReadAllText(files.PathOf("filtered.csv")));
    }

    [Fact]
    public void An_export_requires_a_known_file_extension() => Assert.Equal(
        "sample.xls: the extension must be one of .csv, .tsv, .parquet; it selects the format",
        CliResult.Failure("data", "export", "--data", "sample", "--out", "sample.xls"));

    [Fact]
    public void An_export_below_a_file_cannot_be_written()
    {
        string file = files.Write("file", "");
        Assert.Contains("cannot be written", CliResult.Failure("data", "export", "--data", "sample", "--out", Path.Combine(file, "x.csv")), StringComparison.Ordinal);
    }

    private static void DataSetIs(Elbo.Data.InteractionDataset expected, Elbo.Data.InteractionDataset actual)
    {
        Assert.Equal(expected.Fingerprint, actual.Fingerprint);
        Assert.Equal(expected.Interactions.Times, actual.Interactions.Times);
        string id = expected.Items[0];
        Assert.Equal(expected.Metadata[id].Title, actual.Metadata[id].Title);
        Assert.Equal(expected.Metadata[id].Categories, actual.Metadata[id].Categories);
    }
}
