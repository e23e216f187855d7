using System.Text.Json;
using Elbo.Tests.Data.Readers;
using Elbo.Tests.Models;

namespace Elbo.Tests.Cli;

[Collection(SequentialTorchTests.Name)]
public sealed class CompareCommandTests : IDisposable
{
    private const string Small = """ "model": "autoencoder", "options": {"latentSize": 8}, "training": {"epochs": 2} """;

    private readonly TempDataFolder files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void The_JSON_table_has_a_row_for_each_recipe_with_mean_deviation_and_published_result()
    {
        string popularity = files.Write("popularity.json", Recipe(
            """ "model": "popularity", "published": {"source": "a paper", "metrics": {"ndcg@100": 0.5}}, "expectedCounts": {"source": "a paper", "users": 7} """));
        string autoencoder = files.Write("small.json", Recipe(Small));
        string json = Path.Combine(Path.GetDirectoryName(popularity)!, "table", "out.json");
        string text = CliResult.RunExpectingSuccess("compare", popularity, autoencoder, "--data", "sample", "--seeds", "2", "--json", json, "--quiet");

        JsonElement[] rows = [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(json)).GetProperty("rows").EnumerateArray()];
        Assert.Equal(["popularity", "small"], rows.Select(row => row.GetProperty("recipe").GetString()));
        Assert.Equal(["popularity", "autoencoder"], rows.Select(row => row.GetProperty("model").GetString()));
        Assert.All(rows, row => Assert.Equal("temporal", row.GetProperty("split").GetString()));

        // A closed-form model is run once.
        Assert.Equal([1, 2], rows.Select(row => row.GetProperty("seeds").GetInt32()));
        JsonElement solved = rows[0].GetProperty("metrics").GetProperty("ndcg@100");
        JsonElement trained = rows[1].GetProperty("metrics").GetProperty("ndcg@100");
        Assert.Equal(JsonValueKind.Null, solved.GetProperty("published").ValueKind);
        Assert.Equal(0, solved.GetProperty("standardDeviation").GetDouble());
        Assert.Equal(JsonValueKind.Null, trained.GetProperty("published").ValueKind);
        Assert.InRange(trained.GetProperty("mean").GetDouble(), 0.01, 0.99);
        Assert.True(trained.GetProperty("standardDeviation").GetDouble() > 0);
        Assert.InRange(rows[1].GetProperty("bestEpoch").GetDouble(), 1, 2);
        Assert.Contains("synthetic", text, StringComparison.Ordinal);

        // The sample is not the paper's data.
        Assert.DoesNotContain("a paper", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Finished_runs_are_skipped_and_a_changed_recipe_is_refused()
    {
        string recipe = files.Write("resumed.json", Recipe(Small));
        string runs = Path.Combine(Path.GetDirectoryName(recipe)!, "runs");
        string[] arguments = ["compare", recipe, "--data", "sample", "--runs", runs];
        CliResult first = CliResult.Run(arguments);
        CliResult second = CliResult.Run(arguments);

        Assert.Contains("resumed seed 42 epoch   2", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch", second.Error, StringComparison.Ordinal);
        Assert.Equal(first.Out, second.Out);
        Assert.Contains("with other data, options, seed or threads", CliResult.Failure([.. arguments, "--set", "options.latentSize=9"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_in_a_folder_of_recipes_are_ignored()
    {
        string folder = Path.GetDirectoryName(files.Write("popularity.json", Recipe(""" "model": "popularity" """)))!;
        files.Write("popularity.search.json", """{"recipe": "popularity.json", "parameters": {}, /* none */ }""");
        files.Write("popularity.study.json", """{"name": "popularity", "recipe": "popularity", "model": "popularity", "trials": []}""");
        files.Write("elbo.json", """{"tracking": {}}""");
        files.Write("report.html", "<!DOCTYPE html>");

        Assert.Contains("popularity", CliResult.RunExpectingSuccess("compare", folder, "--data", "sample", "--quiet"), StringComparison.Ordinal);
        files.Write("broken.json", "{");
        Assert.Contains("broken.json line 1: is not valid JSON", CliResult.Failure("compare", folder, "--data", "sample", "--quiet"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_recipes_and_a_missing_file_are_errors()
    {
        string folder = Path.GetDirectoryName(files.Write("data.csv", "user,item\n1,2\n"))!;

        Assert.Contains("contains no recipe", CliResult.Failure("compare", folder, "--data", "sample"), StringComparison.Ordinal);
        Assert.Contains("none.json: cannot be read", CliResult.Failure("compare", "none.json", "--data", "sample"), StringComparison.Ordinal);
        Assert.Contains("--seeds is 0", CliResult.UsageError("compare", "none.json", "--data", "sample", "--seeds", "0"), StringComparison.Ordinal);
    }

    private static string Recipe(string members) =>
        "{" + members + """, "split": {"kind": "held-out-users", "validationUsers": 100, "testUsers": 100} }""";
}
