using System.Text.Json;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Tests.Cli;

[Collection(TrainedRunsTests.Name)]
public class RecommendCommandTests(TrainedRuns runs)
{
    [Fact]
    public void Titles_and_ids_are_resolved_in_their_order()
    {
        string text = CliResult.RunExpectingSuccess("recommend", runs.Vae, "toy story", "12", "the matrix", "--k", "3");
        Assert.StartsWith(
            "history, oldest first:\n  Toy Story (1995) (id 4)\n  Film 12 (2000) (id 12)\n  Matrix, The (1999) (id 1)\n",
            text.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
        Assert.Matches(@"│ +1 │ Film \d+ \(2000\) +│ Drama, War │ \d+ +│ +-?\d+\.\d{3} │", text);
        Assert.DoesNotContain("synthetic", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Recommendations_are_the_models_best_unseen_items()
    {
        RunFolder run = RunFolder.Open(runs.Vae);
        int[] history = [run.Vocabulary.IndexOf("4"), run.Vocabulary.IndexOf("12")];
        float[] scores = new float[run.Items.Count];
        using (Model model = run.LoadModel(new RunContext { Threads = 1 }))
        {
            model.Score(InteractionMatrix.FromRows([history], scores.Length), 0, 1, scores);
        }

        int[] expected = [.. Enumerable.Range(0, scores.Length).Except(history).OrderByDescending(item => scores[item]).Take(4)];
        JsonElement[] found = Found(CliResult.Json("recommend", runs.Vae, "4", "12", "--k", "4"));
        Assert.Equal(expected.Select(item => run.Vocabulary[item]), found.Select(Id));
        Assert.Equal([1, 2, 3, 4], found.Select(item => item.GetProperty("rank").GetInt32()));
        Assert.Equal(expected.Select(item => scores[item]), found.Select(item => item.GetProperty("score").GetSingle()), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Only_the_run_folder_is_needed()
    {
        string run = runs.Copy(runs.Popularity);
        string record = Path.Combine(run, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("clicks.csv", "gone.csv", StringComparison.Ordinal));
        Assert.Equal(10, Found(CliResult.Json("recommend", run, "1")).Length);
        Assert.Contains("set its path with --data", CliResult.Failure("recommend", run, "--user", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_k_above_the_number_of_items_gives_all_unseen_items()
    {
        JsonElement[] found = Found(CliResult.Json("recommend", runs.Vae, "1", "4", "1", "--k", "2000000000"));
        Assert.Equal(TrainedRuns.Items - 2, found.Select(Id).Distinct().Count());
        Assert.DoesNotContain("1", found.Select(Id));
    }

    [Fact]
    public void Unknown_and_ambiguous_titles_are_reported_together()
    {
        string[] errors = CliResult.Failure("recommend", runs.Vae, "the matirx", "4", "Sabrina").Split('\n');
        Assert.StartsWith("'the matirx' matches no item; did you mean one of Matrix, The (1999) (id 1), ", errors[0], StringComparison.Ordinal);
        Assert.Equal("'Sabrina' is ambiguous: Sabrina (1995) (id 3), Sabrina (1954) (id 2); use the id", Sorted(errors[1]));
    }

    [Fact]
    public void A_user_of_the_data_gets_the_recommendations_of_their_history()
    {
        // User 1 starts at 0 and continues in steps of 3: 2 (3 i mod 10) + 1 for i = 0..7.
        JsonElement json = CliResult.Json("recommend", runs.Vae, "--user", "1");
        Assert.Equal("1", json.GetProperty("user").GetString());
        string[] history = ["1", "7", "13", "19", "5", "11", "17", "3"];
        Assert.Equal(history, json.GetProperty("history").EnumerateArray().Select(Id));
        Assert.Equal(Found(CliResult.Json(["recommend", runs.Vae, .. history])).Select(Id), Found(json).Select(Id));
    }

    [Fact]
    public void An_unknown_user_is_an_error() => Assert.StartsWith(
        $"'61' is not a user of 'clicks' after preprocessing; its {TrainedRuns.Users} users go from 1 to 60",
        CliResult.Failure("recommend", runs.Vae, "--user", "61"),
        StringComparison.Ordinal);

    [Fact]
    public void Without_items_the_recommendations_are_for_an_empty_history()
    {
        string text = CliResult.RunExpectingSuccess("recommend", runs.Vae);
        Assert.StartsWith("no items given: recommendations for an empty history", text, StringComparison.Ordinal);
        Assert.Contains("the most popular items in training, since the history is empty", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_history_is_ranked_by_popularity_with_every_model() => Assert.All([runs.Ease, runs.Vae], folder =>
    {
        Item[] items = [.. RunFolder.Open(folder).Items];
        JsonElement json = CliResult.Json("recommend", folder, "--k", "3");
        Assert.True(json.GetProperty("byPopularity").GetBoolean());
        Assert.Equal(items.OrderByDescending(item => item.InteractionCount).Take(3).Select(item => item.Id), Found(json).Select(Id));
        Assert.Equal(
            items.Max(item => item.InteractionCount) / (float)items.Sum(item => item.InteractionCount), Found(json)[0].GetProperty("score").GetSingle(), 1e-6f);
        Assert.False(CliResult.Json("recommend", folder, "1").GetProperty("byPopularity").GetBoolean());
    });

    [Fact]
    public void Synthetic_data_is_marked()
    {
        Assert.Contains("'sample' is synthetic", CliResult.RunExpectingSuccess("recommend", runs.Synthetic, "1"), StringComparison.Ordinal);
        Assert.True(CliResult.Json("recommend", runs.Synthetic, "1").GetProperty("synthetic").GetBoolean());
    }

    private static JsonElement[] Found(JsonElement json) => [.. json.GetProperty("recommendations").EnumerateArray()];

    private static string? Id(JsonElement item) => item.GetProperty("id").GetString();

    // Which of two equal titles comes first is the order of the items in training.
    private static string Sorted(string error) =>
        error.Replace("Sabrina (1954) (id 2), Sabrina (1995) (id 3)", "Sabrina (1995) (id 3), Sabrina (1954) (id 2)", StringComparison.Ordinal);
}
