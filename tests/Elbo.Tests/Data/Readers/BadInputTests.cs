using Elbo.Data;
using Elbo.Data.Readers;

namespace Elbo.Tests.Data.Readers;

public sealed class BadInputTests : IDisposable
{
    private readonly TempDataFolder files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void A_path_that_does_not_exist_is_reported() =>
        Assert.Contains("nowhere.csv: no such file or folder", files.ErrorOf(files.PathOf("nowhere.csv")), StringComparison.Ordinal);

    [Theory]
    [InlineData("a.csv", "", "the file is empty")]
    [InlineData("a.csv", "user,item\n", "there are no interactions")]
    [InlineData("a.xlsx", "PK", "unknown extension '.xlsx'")]
    [InlineData("a.csv.gz", "user,item\n1,1\n", "is not a gzip file")]
    [InlineData("a.parquet", "user,item\n1,1\n", "is corrupted, or not in the format given by its name or --format")]
    [InlineData("a.json", "{\"user\":1,\"item\":", "is corrupted, or not in the format given by its name or --format")]
    [InlineData("a.csv", "user,item\n1,1\n1,2,3\n", "a.csv line 3: has 3 columns where 2 are expected")]
    [InlineData("ratings.dat", "1::2::3::4\n1::2\n", "ratings.dat line 2: has 2 columns where 4 are expected")]
    [InlineData("a.csv", "user,item\n1,\"1\n", "quotation mark")]
    [InlineData("a.csv", "user,item\r\n1,1\r\n2,2\n", "a.csv: mixes Windows and Unix line endings")]
    public void Files_that_cannot_be_read_are_reported(string name, string text, string part)
    {
        string message = files.ErrorOf(files.Write(name, text));
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain("read_csv", message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(files.Scratch));
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_reported_with_its_line()
    {
        string path = files.Write("a.csv", "user,item\n1,a\n1,\u00e9\n", System.Text.Encoding.Latin1);
        Assert.StartsWith("a.csv line 3: has text that is not UTF-8", files.ErrorOf(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_a_number_is_reported_with_its_line()
    {
        string path = files.Write("ratings.csv", "userId,movieId,rating\n1,1,4\n1,2,five\n1,3,six\n");
        Assert.Equal("ratings.csv line 3: rating 'five' is not a number; choose another column with --value-column", files.ErrorOf(path));
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("inf")]
    public void A_value_that_is_not_finite_is_no_number(string value) => Assert.Contains(
        "is not a number", files.ErrorOf(files.Write("a.csv", $"user,item,rating\n1,1,{value}\n")), StringComparison.Ordinal);

    [Fact]
    public void A_least_value_needs_a_value_in_every_row()
    {
        PreprocessingOptions minValue = new() { MinValue = 4 };
        string without = files.Write("a.csv", "user,item\n1,1\n");
        Assert.Contains("--value-column", files.ErrorOf(without, null, minValue), StringComparison.Ordinal);
        string gap = files.Write("b.csv", "user,item,rating\n1,1,5\n1,2,\n");
        Assert.StartsWith("b.csv line 3: rating is missing", files.ErrorOf(gap, null, minValue), StringComparison.Ordinal);
        Assert.Equal(2, files.Load(gap).Interactions.Count);
    }

    [Fact]
    public void A_missing_column_names_those_there_the_nearest_and_the_flag()
    {
        string path = files.Write("a.csv", "person,product,stars\n1,1,5\n");
        Assert.Equal(
            "a.csv: no column is named 'persn' (did you mean 'person'?); there are 'person', 'product', 'stars'; choose one by name or position with --user-column",
            files.ErrorOf(path, new ReadOptions { UserColumn = "persn" }));
        Assert.Contains("choose one by name or position with --item-column", files.ErrorOf(path, new ReadOptions { UserColumn = "person" }), StringComparison.Ordinal);
        ReadOptions found = new() { UserColumn = "person", ItemColumn = "product" };
        Assert.Contains("--value-column", files.ErrorOf(path, found with { ValueColumn = "x" }), StringComparison.Ordinal);
        Assert.Contains("--time-column", files.ErrorOf(path, found with { TimeColumn = "x" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6.0, 1, 1, null, "no interaction has a value of 6 or more")]
    [InlineData(null, 3, 1, null, "no item has 3 interactions or more")]
    [InlineData(null, 1, 3, null, "no user has 3 interactions or more")]
    [InlineData(null, 1, 1, 0, "no user has from 1 to 0 interactions")]
    public void The_filter_that_leaves_nothing_is_named(double? minValue, int items, int users, int? most, string part)
    {
        string path = files.Write("a.csv", "user,item,rating\n1,1,5\n2,1,5\n2,2,5\n");
        PreprocessingOptions options = new() { MinValue = minValue, MinItemInteractions = items, MinUserInteractions = users, MaxUserInteractions = most };
        Assert.Contains(part, files.ErrorOf(path, null, options), StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_ends_reading_and_leaves_no_files()
    {
        string path = files.Write("a.csv", "user,item\n1,1\n");
        RunContext context = new() { CancellationToken = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() =>
            new DataLoader(new HttpClient()).Load(path, new ReadOptions { TempDir = files.Scratch }, context: context));
        Assert.Empty(Directory.EnumerateFileSystemEntries(files.Scratch));
    }
}
