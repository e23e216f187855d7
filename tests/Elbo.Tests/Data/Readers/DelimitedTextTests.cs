using Elbo.Data;
using Elbo.Data.Readers;
using Microsoft.Extensions.Logging;

namespace Elbo.Tests.Data.Readers;

public sealed class DelimitedTextTests : IDisposable
{
    private readonly TempDataFolder files = new();
    private readonly RecordingLogger logger = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("a.txt", "7 20\n7 10\n8 20\n", "columns separated by spaces, without a header; user is column 1, item is column 2, no value, no time")]
    [InlineData("a.csv", "7,20\n7,10\n8,20\n", "columns separated by commas, without a header; user is column 1, item is column 2, no value, no time")]
    [InlineData("a.txt", "7;20\n7;10\n8;20\n", "columns separated by semicolons, without a header; user is column 1, item is column 2, no value, no time")]
    [InlineData("a.csv", "7|20\n7|10\n8|20\n", "columns separated by pipes, without a header; user is column 1, item is column 2, no value, no time")]
    [InlineData("a.data", "7\t20\n7\t10\n8\t20\n", "columns separated by tabs, without a header; user is column 1, item is column 2, no value, no time")]
    [InlineData("a.dat", "7::20\n7::10\n8::20\n", "columns separated by '::', without a header; user is column 1, item is column 2, no value, no time")]
    [InlineData("a.txt", "user item\n7 20\n7 10\n8 20\n", "columns separated by spaces, with a header; user is column 'user', item is column 'item', no value, no time")]
    [InlineData("a.csv", "7,20,4\n7,10,5\n8,20,3\n", "columns separated by commas, without a header; user is column 1, item is column 2, value is column 3, no time")]
    [InlineData("a.csv", "7,20,978300001\n7,10,978300002\n8,20,978300003\n", "columns separated by commas, without a header; user is column 1, item is column 2, no value, time is column 3")]
    [InlineData("a.csv", "7,20,2001-01-01\n7,10,2001-01-02\n8,20,2001-01-03\n", "columns separated by commas, without a header; user is column 1, item is column 2, no value, time is column 3")]
    [InlineData("a.csv", "7,20,4.5,1\n7,10,5,2\n8,20,3,3\n", "columns separated by commas, without a header; user is column 1, item is column 2, value is column 3, time is column 4")]
    [InlineData("a.csv", "7,20,x,y,1\n7,10,x,y,2\n8,20,x,y,3\n", "columns separated by commas, without a header; user is column 1, item is column 2, no value, no time")]
    public void Separator_header_and_columns_are_detected(string name, string text, string layout)
    {
        InteractionDataset data = files.Load(files.Write(name, text));
        Assert.Equal("7: 20 10; 8: 20", TempDataFolder.Histories(data));
        Assert.Equal(layout, data.Layout);
    }

    [Fact]
    public void A_decimal_comma_does_not_separate_columns() => Assert.StartsWith(
        "a.csv line 1: rating '4,5' is not a number", files.ErrorOf(files.Write("a.csv", "7;20;4,5\n7;10;5,5\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData(".txt.gz")]
    [InlineData(".csv.gz")]
    [InlineData(".tsv.gz")]
    [InlineData(".dat.gz")]
    public void Compressed_text_of_any_separator_is_read(string extension) =>
        Assert.Equal("7: 20 10; 8: 20", TempDataFolder.Histories(files.Load(files.WriteGzip("a" + extension, "7 20\n7 10\n8 20\n"))));

    [Theory]
    [InlineData("UserID::MovieID::Rating::Timestamp\n", "::")]
    [InlineData("user_id\titem_id\trating\ttimestamp\n", "\t")]
    public void A_movielens_file_may_have_a_header(string header, string separator)
    {
        string rows = "2::20::4::5\n1::30::5::9\n1::10::3.5::8\n".Replace("::", separator, StringComparison.Ordinal);
        string path = files.Write("ratings.dat", header + rows);
        InteractionDataset data = files.Load(path);
        Assert.Equal("1: 10 30; 2: 20", TempDataFolder.Histories(data));
        Assert.Equal([8L, 9L, 5L], data.Interactions.Times);
    }

    [Fact]
    public void Columns_may_be_given_by_position()
    {
        string path = files.Write("a.txt", "20 4 7 9\n10 5 7 8\n20 3 8 7\n");
        ReadOptions options = new() { UserColumn = "3", ItemColumn = "1", ValueColumn = "2", TimeColumn = "4" };
        InteractionDataset data = files.Load(path, options, new PreprocessingOptions { MinValue = 4 });
        Assert.Equal("7: 10 20", TempDataFolder.Histories(data));
        Assert.Equal([8L, 9L], data.Interactions.Times);
    }

    [Fact]
    public void Columns_of_a_file_with_a_header_may_be_given_by_position_too() => Assert.Equal(
        "a: x; b: y",
        TempDataFolder.Histories(files.Load(files.Write("a.csv", "what,who\nx,a\ny,b\n"), new ReadOptions { UserColumn = "2", ItemColumn = "1", Header = HeaderLine.Yes })));

    [Fact]
    public void A_column_that_was_given_another_role_is_not_taken_by_default()
    {
        // Without its role, column 2 would be the item by default.
        string path = files.Write("a.txt", "20 7\n10 7\n20 8\n");
        Assert.Equal(
            "a.txt: the file has no header; choose a column from 1 to 2 with --item-column", files.ErrorOf(path, new ReadOptions { UserColumn = "2" }));
        Assert.Equal("7: 20 10; 8: 20", TempDataFolder.Histories(files.Load(path, new ReadOptions { UserColumn = "2", ItemColumn = "1" })));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("0")]
    [InlineData("user")]
    public void A_column_that_does_not_exist_is_reported_with_those_that_do(string column) => Assert.Equal(
        $"a.txt: there is no column '{column}', and the file has no header; choose a column from 1 to 2 with --user-column",
        files.ErrorOf(files.Write("a.txt", "7 20\n7 10\n"), new ReadOptions { UserColumn = column }));

    [Fact]
    public void Text_that_can_be_a_header_or_not_is_reported_with_the_fix()
    {
        string path = files.Write("a.txt", "customer article\nalice apple\nbob pear\n");
        Assert.Equal(
            "a.txt line 1: 'customer article' can be column names or an interaction; set --header yes or --header no", files.ErrorOf(path));
        Assert.Equal("alice: apple; bob: pear; customer: article", TempDataFolder.Histories(files.Load(path, new ReadOptions { Header = HeaderLine.No })));
        ReadOptions named = new() { UserColumn = "customer", ItemColumn = "article" };
        Assert.Equal("alice: apple; bob: pear", TempDataFolder.Histories(files.Load(path, named)));
    }

    [Fact]
    public void Text_ids_that_occur_again_are_no_header() => Assert.Equal(
        "alice: apple pear; bob: pear", TempDataFolder.Histories(files.Load(files.Write("a.txt", "alice apple\nalice pear\nbob pear\n"))));

    [Fact]
    public void A_single_column_is_reported_with_the_fix() => Assert.Equal(
        "a.txt line 1: '7/20' has one column where at least two are expected (user and item); set their separator with --separator",
        files.ErrorOf(files.Write("a.txt", "7/20\n7/10\n"), new ReadOptions { Header = HeaderLine.No }));

    [Theory]
    [InlineData("/")]
    [InlineData("~~")]
    public void Any_symbols_may_separate_columns(string separator) => Assert.Equal(
        "7: 20 10; 8: 20",
        TempDataFolder.Histories(files.Load(
            files.Write("a.txt", "7/20\n7/10\n8/20\n".Replace("/", separator, StringComparison.Ordinal)), new ReadOptions { Separator = separator })));

    [Theory]
    [InlineData("comma", ",")]
    [InlineData("Tab", "\t")]
    [InlineData("\\t", "\t")]
    [InlineData("semicolon", ";")]
    [InlineData("pipe", "|")]
    [InlineData("space", " ")]
    public void Separators_have_names(string name, string separator) => Assert.Equal(
        "7: 20", TempDataFolder.Histories(files.Load(files.Write("a.txt", $"7{separator}20\n"), new ReadOptions { Separator = name })));

    [Theory]
    [InlineData("and")]
    [InlineData("")]
    [InlineData("\"")]
    public void Invalid_separators_are_reported(string separator) => Assert.StartsWith(
        $"--separator '{separator}' is not a separator; use comma, tab,",
        files.ErrorOf(files.Write("a.txt", "7 20\n"), new ReadOptions { Separator = separator }), StringComparison.Ordinal);

    [Fact]
    public void A_malformed_line_is_reported_although_the_separator_was_detected() => Assert.StartsWith(
        "a.txt line 3: has 3 columns where 2 are expected", files.ErrorOf(files.Write("a.txt", "7 20\n7 10\n8 20 1\n")), StringComparison.Ordinal);

    [Fact]
    public void Histories_without_times_are_in_file_order()
    {
        string path = files.Write("a.txt", "7 20\n8 5\n7 10\n7 20\n8 4\n7 1\n");
        InteractionDataset data = files.Load(path);
        Assert.Equal("7: 20 10 1; 8: 5 4", TempDataFolder.Histories(data));
        Assert.False(data.Interactions.HasTimes);
    }

    [Fact]
    public void A_guess_is_reported()
    {
        Load("a.txt", "7 20\n7 10\n", new ReadOptions());
        Assert.Equal(
            "a.txt was read with columns separated by spaces, without a header; user is column 1, item is column 2, no value, no time; "
            + "if this is wrong, set --separator, --header, --user-column, --item-column, --value-column or --time-column",
            Assert.Single(logger.Warnings));
    }

    [Fact]
    public void Formats_that_need_no_guess_log_no_warning()
    {
        Load("b.csv", "user,item\n7,20\n", new ReadOptions());
        Load("ratings.dat", "7::20::4::9\n", new ReadOptions());
        Load("a.txt", "7 20\n7 10\n", new ReadOptions { UserColumn = "1", ItemColumn = "2" });
        Assert.Empty(logger.Warnings);
    }

    [Theory]
    [InlineData("a.csv", 33)]
    [InlineData("a.csv", 3)]
    [InlineData("a.csv.gz", 33)]
    public void A_last_line_that_is_too_long_is_refused(string name, int megabytes)
    {
        string text = $"user,item,note\n1,1,a\n2,1,{new string('x', megabytes << 20)}\n";
        string path = name.EndsWith(".gz", StringComparison.Ordinal) ? files.WriteGzip(name, text) : files.Write(name, text);
        Assert.Contains("longer than 2 MB; check it for a missing line break or quotation mark", files.ErrorOf(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_in_the_middle_that_is_too_long_is_refused() => Assert.Contains(
        "longer than 2 MB",
        files.ErrorOf(files.Write("a.csv", $"user,item,note\n1,1,a\n2,1,{new string('x', 33 << 20)}\n3,1,a\n")),
        StringComparison.Ordinal);

    private void Load(string name, string text, ReadOptions options) => new DataLoader(new HttpClient()).Load(
        files.Write(name, text), options with { TempDir = files.Scratch }, context: new RunContext { Logger = logger });

    private sealed class RecordingLogger : ILogger
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
