using System.Globalization;
using DuckDB.NET.Data;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Tests.Cli;

[Collection(TrainedRunsTests.Name)]
public class EmbedCommandTests(TrainedRuns runs)
{
    [Theory]
    [InlineData("users.csv")]
    [InlineData("users.tsv")]
    [InlineData("users.PARQUET")]
    public void Every_user_has_the_mean_and_variance_of_the_model(string name)
    {
        string output = CliResult.RunExpectingSuccess("embed", runs.Vae, "--out", runs.PathOf(name));
        Assert.StartsWith($"{TrainedRuns.Users} user embeddings with 3 dimensions in ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ignored", output, StringComparison.Ordinal);
        (string[] columns, List<object[]> rows) = Read(runs.PathOf(name));
        Assert.Equal(["id", "mean_0", "mean_1", "mean_2", "variance_0", "variance_1", "variance_2"], columns);
        LatentPosterior expected = Encode(runs.Vae, runs.Data, out InteractionDataset data);
        Assert.Equal(data.Users.Ids, rows.Select(row => Convert.ToString(row[0], CultureInfo.InvariantCulture)));
        for (int user = 0; user < rows.Count; user++)
        {
            Assert.Equal(expected.Mean[(3 * user)..(3 * user + 3)], Numbers(rows[user], 1, 3), Close);
            Assert.Equal(expected.Variance![(3 * user)..(3 * user + 3)], Numbers(rows[user], 4, 3), Close);
        }
    }

    [Fact]
    public void Deterministic_embeddings_have_no_variance()
    {
        CliResult.RunExpectingSuccess("embed", runs.Dae, "--out", runs.PathOf("points.csv"));
        (string[] columns, List<object[]> rows) = Read(runs.PathOf("points.csv"));
        Assert.Equal(["id", "mean_0", "mean_1"], columns);
        Assert.Equal(TrainedRuns.Users, rows.Count);
    }

    [Fact]
    public void Items_have_a_title_and_the_weights_of_the_output_layer()
    {
        string path = runs.PathOf("vectors.parquet");
        Assert.Contains("20 item embeddings with 8 dimensions", CliResult.RunExpectingSuccess("embed", runs.Vae, "--out", runs.PathOf("p.csv"), "--items", path), StringComparison.Ordinal);
        (string[] columns, List<object[]> rows) = Read(path);
        Assert.Equal(["id", "title", "v_0", "v_1", "v_2", "v_3", "v_4", "v_5", "v_6", "v_7"], columns);
        RunFolder run = RunFolder.Open(runs.Vae);
        using Model model = run.LoadModel(new RunContext { Threads = 1 });
        (float[] values, _) = ((ILatentModel)model).ItemVectors();
        Assert.Equal(run.Items.Select(item => (item.Id, item.Title)), rows.Select(row => ((string)row[0], (string?)row[1])));
        Assert.Equal(values, rows.SelectMany(row => Numbers(row, 2, 8)));
    }

    [Fact]
    public void Items_unknown_to_the_run_are_ignored_and_counted()
    {
        string known = runs.Write("known.csv", "user,item,time\n1,3,1\n1,7,2\n2,4,1\n");
        string more = runs.Write("more.csv", "user,item,time\n1,3,1\n1,99,2\n1,7,3\n2,4,1\n2,98,2\n3,99,1\n");
        string output = CliResult.RunExpectingSuccess("embed", runs.Vae, "--data", more, "--out", runs.PathOf("more-users.parquet"));
        Assert.Contains("ignored 3 of 6 interactions, with 2 items", output, StringComparison.Ordinal);
        CliResult.RunExpectingSuccess("embed", runs.Vae, "--data", known, "--out", runs.PathOf("known-users.parquet"));
        List<object[]> rows = Read(runs.PathOf("more-users.parquet")).Rows;
        Assert.Equal(["1", "2", "3"], rows.Select(row => row[0]));
        List<object[]> expected = Read(runs.PathOf("known-users.parquet")).Rows;
        Assert.Equal(expected.SelectMany(row => Numbers(row, 1, 6)), rows.Take(2).SelectMany(row => Numbers(row, 1, 6)), Close);
    }

    [Fact]
    public void A_model_without_latent_space_is_refused_with_those_that_have_one() => Assert.Equal(
        $"{runs.Ease}: model ease has no latent space; models that have one: autoencoder, mult-dae, mult-vae, svae",
        CliResult.Failure("embed", runs.Ease, "--out", runs.PathOf("none.csv")));

    [Fact]
    public void Wrong_file_names_are_reported_before_any_work()
    {
        Assert.Contains("users.xls: the extension must be one of .csv", CliResult.Failure("embed", runs.Vae, "--out", "users.xls"), StringComparison.Ordinal);
        Assert.Contains("items: the extension must be one of .csv", CliResult.Failure("embed", runs.Vae, "--out", "users.csv", "--items", "items"), StringComparison.Ordinal);
        Assert.Contains("name the same file", CliResult.Failure("embed", runs.Vae, "--out", "a.csv", "--items", "./a.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_leaves_the_old_file_unchanged()
    {
        string path = runs.Write("old.csv", "old");
        CliResult.Failure("embed", runs.Vae, "--data", runs.PathOf("nothing.csv"), "--out", path);
        Assert.Equal("old", File.ReadAllText(path));
    }

    private static bool Close(float a, float b) => Math.Abs(a - b) < 1e-5f;

    private static float[] Numbers(object[] row, int first, int count) =>
        [.. row.Skip(first).Take(count).Select(value => Convert.ToSingle(value, CultureInfo.InvariantCulture))];

    private static LatentPosterior Encode(string path, string dataPath, out InteractionDataset data)
    {
        RunFolder run = RunFolder.Open(path);
        data = new DataLoader(new HttpClient()).Load(dataPath);
        HistoryMapper histories = new(run.Vocabulary, data);
        using Model model = run.LoadModel(new RunContext { Threads = 1 });
        return ((ILatentModel)model).Encode(histories.MapRows(0, data.Users.Count), 0, data.Users.Count);
    }

    private static (string[] Columns, List<object[]> Rows) Read(string path)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = path.EndsWith(".PARQUET", StringComparison.OrdinalIgnoreCase)
            ? $"SELECT * FROM read_parquet('{path}')"
            : $"SELECT * FROM read_csv('{path}', header = true)";
        using DuckDBDataReader reader = command.ExecuteReader();
        List<object[]> rows = [];
        while (reader.Read())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return ([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
    }
}
