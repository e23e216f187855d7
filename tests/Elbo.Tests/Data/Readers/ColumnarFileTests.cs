using Elbo.Data;
using Elbo.Data.Readers;

namespace Elbo.Tests.Data.Readers;

public sealed class ColumnarFileTests : IDisposable
{
    private const string Rows = "who,what,when\nbob,x,2\nann,y,3\nann,x,1\n";
    private const string Expected = "ann: x y; bob: x";

    private static readonly ReadOptions Columns = new() { UserColumn = "who", ItemColumn = "what", TimeColumn = "when" };

    private readonly TempDataFolder files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("log.csv", ',')]
    [InlineData("log.csv", ';')]
    [InlineData("log.csv", '|')]
    [InlineData("log.tsv", '\t')]
    public void Delimited_files_are_read(string name, char separator) =>
        Assert.Equal(Expected, TempDataFolder.Histories(files.Load(files.Write(name, Rows.Replace(',', separator)), Columns)));

    [Fact]
    public void Compressed_csv_files_are_read()
    {
        InteractionDataset data = files.Load(files.WriteGzip("log.csv.gz", Rows), Columns);
        Assert.Equal(Expected, TempDataFolder.Histories(data));
        Assert.Equal("log", data.Name);
    }

    [Theory]
    [InlineData("log.jsonl", "{\"who\":\"bob\",\"what\":\"x\",\"when\":2}\n{\"who\":\"ann\",\"what\":\"y\",\"when\":3}\n{\"who\":\"ann\",\"what\":\"x\",\"when\":1}")]
    [InlineData("log.json", "[{\"who\":\"bob\",\"what\":\"x\",\"when\":2},\n{\"who\":\"ann\",\"what\":\"y\",\"when\":3},{\"when\":1,\"who\":\"ann\",\"what\":\"x\"}]")]
    public void Json_is_read_as_lines_and_as_an_array(string name, string text) =>
        Assert.Equal(Expected, TempDataFolder.Histories(files.Load(files.Write(name, text), Columns)));

    [Fact]
    public void Parquet_is_read_with_timestamps_in_microseconds()
    {
        string path = files.WriteParquet(
            "log.parquet",
            "SELECT * FROM (VALUES ('bob', 'x', TIMESTAMP '1970-01-01 00:00:02'), ('ann', 'y', TIMESTAMP '1970-01-01 00:00:03.5'), ('ann', 'x', TIMESTAMP '1970-01-01 00:00:01')) t(who, what, \"when\")");
        InteractionDataset data = files.Load(path, Columns);
        Assert.Equal(Expected, TempDataFolder.Histories(data));
        Assert.Equal([1_000_000L, 3_500_000L, 2_000_000L], data.Interactions.Times);
    }

    [Fact]
    public void Whole_floating_ids_of_parquet_and_json_are_integers()
    {
        string parquet = files.WriteParquet("log.parquet", "SELECT * FROM (VALUES (10.0::DOUBLE, 1e3::FLOAT), (9.0, 7)) t(user, item)");
        Assert.Equal("9: 7; 10: 1000", TempDataFolder.Histories(files.Load(parquet)));
        string json = files.Write("log.json", "{\"user\": 10.0, \"item\": 1}{\"user\": 9, \"item\": 2}");
        Assert.Equal("9: 2; 10: 1", TempDataFolder.Histories(files.Load(json)));
    }

    [Fact]
    public void Quotation_marks_and_brackets_in_names_are_plain_characters()
    {
        files.Write("x.csv", "user,item\n1,1\n");
        string path = files.Write("it's [a-z]*.csv", "\"the \"\"user\"\"\",it's,;--\n3,4,5\n");
        InteractionDataset data = files.Load(path, new ReadOptions { UserColumn = "the \"user\"", ItemColumn = "it's", TimeColumn = ";--" });
        Assert.Equal("3: 4", TempDataFolder.Histories(data));
    }

    [Fact]
    public void A_byte_order_mark_and_repeated_or_empty_names_do_no_harm()
    {
        string path = files.Write("log.csv", ",user,item,ITEM\r\n0,1,2,9\r\n1,1,3,8\r\n", new System.Text.UTF8Encoding(true));
        Assert.Equal("1: 2 3", TempDataFolder.Histories(files.Load(path)));
        Assert.Equal("1: 9 8", TempDataFolder.Histories(files.Load(path, new ReadOptions { ItemColumn = "item_2" })));
    }

    [Fact]
    public void Without_a_time_column_histories_keep_the_order_of_the_file()
    {
        InteractionDataset data = files.Load(files.Write("log.csv", "user,item\n1,c\n1,a\n2,b\n1,b\n"));
        Assert.Equal("1: c a b; 2: b", TempDataFolder.Histories(data));
        Assert.False(data.Interactions.HasTimes);
    }

    [Fact]
    public void An_items_file_gives_titles_and_genres()
    {
        string log = files.Write("log.csv", "user,item\n1,07\n");
        string items = files.Write("items.json", "{\"sku\": 7, \"label\": \"Tea\", \"kinds\": [\"hot\", \"green\"]}");
        InteractionDataset data = files.Load(
            log, new ReadOptions { ItemsFile = items, ItemsIdColumn = "sku", ItemsTitleColumn = "label", ItemsGenresColumn = "kinds", IdType = IdType.Integer });
        Assert.Equal("Tea", data.Metadata["7"].Title);
        Assert.Equal(["hot", "green"], data.Metadata["7"].Categories);
    }

    [Theory]
    [InlineData("movies.dat")]
    [InlineData("items.csv")]
    public void An_items_file_that_does_not_exist_is_reported(string name) => Assert.Contains(
        "no such file of items; check --items-file",
        files.ErrorOf(files.Write("log.csv", "user,item\n1,7\n"), new ReadOptions { ItemsFile = files.PathOf(name) }),
        StringComparison.Ordinal);

    [Fact]
    public void Genres_may_be_a_name_in_brackets_and_parquet_may_hold_a_list()
    {
        string log = files.Write("log.csv", "user,item\n1,7\n");
        string csv = files.Write("items.csv", "id,title,genres\n7.0,Tea,[hot]|green\n");
        Assert.Equal(["[hot]", "green"], files.Load(log, new ReadOptions { ItemsFile = csv }).Metadata["7"].Categories);
        string parquet = files.WriteParquet("items.parquet", "SELECT 7 AS id, 'Tea' AS title, ['hot', 'green'] AS genres");
        Assert.Equal(["hot", "green"], files.Load(log, new ReadOptions { ItemsFile = parquet }).Metadata["7"].Categories);
    }
}
