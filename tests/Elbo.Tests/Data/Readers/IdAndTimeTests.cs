using Elbo.Data.Readers;

namespace Elbo.Tests.Data.Readers;

public sealed class IdAndTimeTests : IDisposable
{
    private readonly TempDataFolder files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Integer_ids_take_their_canonical_form_and_sort_by_value()
    {
        Assert.Equal("-1: 5; 7: 5 6; 10: 5", Load("10,5\n+7,5\n7.0,6\n-1,5\n"));
        Assert.Equal("-1: 5; 7: 5 6; 10: 5", Load("10,5\n007,5\n7.0,6\n-1,5\n", new ReadOptions { IdType = IdType.Integer }));
    }

    [Fact]
    public void Ids_with_leading_zeros_make_a_column_text() =>
        Assert.Equal("007: 5; 7: 6; 10: 5; abc: 5", Load("10,5\n7,6\n007,5\nabc,5\n"));

    [Fact]
    public void Text_ids_sort_integers_first_and_by_value() =>
        Assert.Equal("-2: 5; 7: 5; 10: 5; 7.0: 5; B: 5; a: 5; \uffee: 5; \U0001f600: 5", Load(
            "\U0001f600,5\n\uffee,5\na,5\n10,5\nB,5\n7.0,5\n7,5\n-2,5\n", new ReadOptions { IdType = IdType.String }));

    [Theory]
    [InlineData("a\u0007b", "log.csv line 3: user 'a\\u0007b' (column 'user') has a control character")]
    [InlineData("a\u0085b", "log.csv line 3: user 'a\\u0085b' (column 'user') has a control character")]
    [InlineData("\"a\nb\"", "log.csv line 3: user 'a\\u000ab' (column 'user') has a control character")]
    public void Ids_with_control_characters_are_refused(string id, string start) =>
        Assert.StartsWith(start, Error($"x,1\n{id},1\n"), StringComparison.Ordinal);

    [Fact]
    public void Ids_are_as_long_as_requests_allow()
    {
        string longest = new('\u00e9', Ids.MaxLength);
        Assert.Equal($"x: a; {longest}: a", Load($"x,a\n{longest},a\n"));
        Assert.Equal(
            $"log.csv line 3: item '{new string('y', 40)}…' (column 'item') has 257 characters; ids have at most 256: correct the id or remove the row",
            Error($"x,a\nx,{new string('y', Ids.MaxLength + 1)}\n"));
    }

    [Fact]
    public void Text_ids_are_kept_as_written() =>
        Assert.Equal("007: 5; 7: 5; b: 5", Load("b,5\n007,5\n7,5\n", new ReadOptions { IdType = IdType.String }));

    [Fact]
    public void A_word_among_integers_is_reported_with_its_line_and_the_fix()
    {
        string rows = string.Concat(Enumerable.Range(1, 810).Select(i => $"{i},1\n"));
        string message = Error(rows + "abc,1\n5,1\n");
        Assert.Equal("log.csv line 812: user 'abc' (column 'user') is not an integer like other ids; choose --id-type string to read all ids as text", message);
    }

    [Fact]
    public void An_integer_among_words_is_reported() =>
        Assert.StartsWith("log.csv line 4: item '12' (column 'item') is an integer", Error("1,a\n1,b\n1,12\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    public void A_value_that_is_not_a_64_bit_integer_is_not_an_integer_id(string id) =>
        Assert.Contains($"user '{id}'", Error($"1,1\n2,1\n{id},1\n", new ReadOptions { IdType = IdType.Integer }), StringComparison.Ordinal);

    [Fact]
    public void A_missing_id_is_reported() =>
        Assert.StartsWith("log.csv line 3: user '' (column 'user') is missing", Error("1,1\n,1\n"), StringComparison.Ordinal);

    [Fact]
    public void Blank_lines_and_line_ends_within_quotes_count_as_lines()
    {
        string path = files.Write("log.csv", "user,item,note\r\n1,1,\"a\r\nb\"\r\n\r\n2,1,c\r\nabc,1,d\r\n3,1,e\r\n");
        Assert.StartsWith("log.csv line 6: user 'abc'", files.ErrorOf(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_rows_are_counted_from_one()
    {
        string path = files.Write("log.jsonl", "{\"user\":1,\"item\":1}\n{\"user\":2,\"item\":1}\n{\"user\":\"abc\",\"item\":1}\n");
        Assert.StartsWith("log.jsonl row 3: user 'abc'", files.ErrorOf(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", "3", 5L, 3L)]
    [InlineData("978300760000000001", "3", 978300760000000001L, 3L)]
    [InlineData("5.0", "3", 5L, 3L)]
    [InlineData("5.25", "3", 5_250_000L, 3_000_000L)]
    [InlineData("1970-01-02", "1970-01-01T00:00:01Z", 86_400_000_000L, 1_000_000L)]
    [InlineData("1970-01-01 00:00:02.5", "1970-01-01T02:00:01+02:00", 2_500_000L, 1_000_000L)]
    public void Times_become_integers(string first, string second, long firstTime, long secondTime)
    {
        string path = files.Write("log.csv", $"user,item,time\n1,1,{first}\n2,1,{second}\n");
        Assert.Equal([firstTime, secondTime], files.Load(path).Interactions.Times);
    }

    [Theory]
    [InlineData("soon", "log.csv line 3: time 'soon' is neither a number nor a date")]
    [InlineData("2001-01-01", "log.csv line 3: time '2001-01-01' is neither a number nor a date like the others")]
    [InlineData("", "log.csv line 3: time is missing")]
    [InlineData("1e300", "log.csv line 3: time '1e300' is out of range for a time")]
    [InlineData("9999999999999999999", "log.csv line 3: time '9999999999999999999' is out of range for a time")]
    public void An_invalid_time_is_reported_with_its_line(string time, string start)
    {
        string path = files.Write("log.csv", $"user,item,time\n1,1,5\n2,1,{time}\n");
        Assert.StartsWith(start, files.ErrorOf(path), StringComparison.Ordinal);
    }

    private string Load(string rows, ReadOptions? read = null) =>
        TempDataFolder.Histories(files.Load(files.Write("log.csv", "user,item\n" + rows), read));

    private string Error(string rows, ReadOptions? read = null) => files.ErrorOf(files.Write("log.csv", "user,item\n" + rows), read);
}
