using System.Text.Json;
using Elbo.Cli;
using Elbo.Evaluation;
using Elbo.Runs;

namespace Elbo.Tests.Cli;

[Collection(TrainedRunsTests.Name)]
public class EvaluateCommandTests(TrainedRuns runs)
{
    [Fact]
    public void Evaluating_again_gives_the_metrics_of_the_training()
    {
        JsonElement json = CliResult.Json("evaluate", runs.Vae);
        RunOutcome outcome = RunFolder.Open(runs.Vae).Record.Outcome!;
        Assert.Equal("mult-vae", json.GetProperty("model").GetString());
        Assert.Equal("test", json.GetProperty("subset").GetString());
        Assert.False(json.GetProperty("synthetic").GetBoolean());
        Assert.Equal(TrainedRuns.HeldOut, json.GetProperty("users").GetInt32());
        Assert.Equal(0, json.GetProperty("skippedUsers").GetInt32());
        JsonElement metrics = json.GetProperty("metrics");
        Assert.Equal(outcome.Test.Keys, metrics.EnumerateObject().Select(metric => metric.Name));
        Assert.All(outcome.Test, pair => Assert.Equal(pair.Value, Mean(metrics, pair.Key), 6));
        Assert.Equal(outcome.StandardErrors["ndcg@10"], metrics.GetProperty("ndcg@10").GetProperty("standardError").GetDouble(), 6);
    }

    [Fact]
    public void The_table_has_the_requested_metrics_and_no_error_for_catalog_metrics()
    {
        string text = CliResult.RunExpectingSuccess("evaluate", runs.Popularity, "--metrics", "recall@5, coverage@5", "--subset", "validation");
        Assert.Matches(@"│ recall@5 +│ +0\.\d{4} ± 0\.\d{4} │", text);
        Assert.Matches(@"│ coverage@5 +│ +[01]\.\d{4} │", text);
        Assert.DoesNotContain("ndcg", text, StringComparison.Ordinal);
        Assert.Contains($"{TrainedRuns.HeldOut} validation users; mean", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_test_user_has_no_standard_error()
    {
        // Of ten users one is held out for validation and one for test.
        string log = "user,item,time\n" + string.Concat(Enumerable.Range(0, 80).Select(i => $"{i / 8},{i % 8},{i}\n"));
        CliResult.RunExpectingSuccess("train", "--model", "popularity", "--data", runs.Write("ten.csv", log), "--out", runs.PathOf("ten"), "--threads", "1");
        JsonElement json = CliResult.Json("evaluate", runs.PathOf("ten"), "--metrics", "ndcg@10");
        Assert.Equal(1, json.GetProperty("users").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("metrics").GetProperty("ndcg@10").GetProperty("standardError").ValueKind);
    }

    [Fact]
    public void Synthetic_data_is_marked() =>
        Assert.Contains("'sample' is synthetic", CliResult.RunExpectingSuccess("evaluate", runs.Synthetic), StringComparison.Ordinal);

    [Fact]
    public void Against_another_run_the_difference_is_that_of_the_means()
    {
        JsonElement json = CliResult.Json("evaluate", runs.Ease, "--against", runs.Popularity, "--metrics", "ndcg@10,coverage@10");
        JsonElement comparison = Assert.Single(json.GetProperty("comparisons").EnumerateArray());
        double expected = Mean(json.GetProperty("metrics"), "ndcg@10") - Mean(json.GetProperty("against").GetProperty("metrics"), "ndcg@10");
        Assert.Equal("ndcg@10", comparison.GetProperty("metric").GetString());
        Assert.Equal(TrainedRuns.HeldOut, comparison.GetProperty("users").GetInt32());
        Assert.Equal(expected, comparison.GetProperty("difference").GetDouble(), 9);
        Assert.InRange(expected, comparison.GetProperty("low").GetDouble(), comparison.GetProperty("high").GetDouble());
        Assert.InRange(comparison.GetProperty("wilcoxonPValue").GetDouble(), 0, 1);
    }

    [Fact]
    public void A_run_against_itself_shows_no_difference() => Assert.Contains(
        $"ndcg@10: no clear difference (0.0000 for {runs.Ease}, 95 % interval 0.0000 to 0.0000, Wilcoxon p 1.000)",
        CliResult.RunExpectingSuccess("evaluate", runs.Ease, "--against", runs.Ease, "--metrics", "ndcg@10"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0.0123, 0.004, 0.021, 0.003, "m: a is better by 0.0123 (95 % interval 0.0040 to 0.0210, Wilcoxon p 0.003)")]
    [InlineData(-0.0123, -0.021, -0.004, 0.0001, "m: b is better by 0.0123 (95 % interval 0.0040 to 0.0210, Wilcoxon p < 0.001)")]
    [InlineData(-0.01, -0.03, 0.01, 0.2, "m: no clear difference (-0.0100 for a, 95 % interval -0.0300 to 0.0100, Wilcoxon p 0.200)")]
    [InlineData(0.01, 0.001, 0.03, 0.2, "m: no clear difference (+0.0100 for a, 95 % interval 0.0010 to 0.0300, Wilcoxon p 0.200)")]
    public void The_verdict_is_a_plain_sentence(double difference, double low, double high, double p, string expected) =>
        Assert.Equal(expected, EvaluationPrinter.Verdict(new PairedComparison("m", 9, difference, low, high, p), "a", "b"));

    [Theory]
    [InlineData("ndcg@0", "metric 'ndcg@0' needs a cut-off of at least 1")]
    [InlineData("recall@5,ndgc@10", "did you mean 'ndcg@10'?")]
    [InlineData(" , ", "--metrics is empty")]
    public void Invalid_metrics_are_reported(string metrics, string expected) =>
        Assert.Contains(expected, CliResult.Failure("evaluate", runs.Popularity, "--metrics", metrics), StringComparison.Ordinal);

    [Fact]
    public void Moved_data_is_accepted_if_it_is_the_same()
    {
        string run = runs.Copy(runs.Popularity);
        string record = Path.Combine(run, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("clicks.csv", "gone.csv", StringComparison.Ordinal));
        Assert.EndsWith("gone.csv', which was not found; set its path with --data", CliResult.Failure("evaluate", run), StringComparison.Ordinal);
        Assert.Equal(
            CliResult.Json("evaluate", runs.Popularity).GetProperty("metrics").ToString(),
            CliResult.Json("evaluate", run, "--data", runs.Data).GetProperty("metrics").ToString());
    }

    [Fact]
    public void Other_data_is_refused()
    {
        string error = CliResult.Failure("evaluate", runs.Popularity, "--data", runs.PathOf("other.csv"));
        Assert.StartsWith($"{runs.Popularity}: was trained on other data: '{runs.Data}' (fingerprint ", error, StringComparison.Ordinal);
        Assert.EndsWith("give the same data with --data, or train again", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_on_other_data_or_other_splits_are_not_compared()
    {
        Assert.Contains("compare runs on the same data", CliResult.Failure("evaluate", runs.Ease, "--against", runs.OtherData), StringComparison.Ordinal);
        Assert.Contains("hold out different users", CliResult.Failure("evaluate", runs.Ease, "--against", runs.LastOut), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.json", "contains no run")]
    [InlineData("recipe.json", "recipe.json: cannot be read")]
    [InlineData("items.json", "items.json: cannot be read")]
    [InlineData("best.safetensors", "its first epoch is not finished; continue with 'elbo train --resume ")]
    public void A_missing_file_of_a_run_is_named(string file, string expected)
    {
        string run = runs.Copy(runs.Vae);
        File.Delete(Path.Combine(run, file));
        Assert.Contains(expected, CliResult.Failure("evaluate", run), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.json", "{ \"format\": 1,")]
    [InlineData("recipe.json", "[]")]
    [InlineData("items.json", "[{\"id\": \"1\"}, {\"id\": \"1\"}]")]
    [InlineData("items.json", "nonsense")]
    [InlineData("items.json", "[null]")]
    [InlineData("items.json", "[{\"id\": null}]")]
    [InlineData("items.json", "[{\"id\": \"1\"}]")]
    [InlineData("items.json", "[]")]
    [InlineData("best.safetensors", "nonsense")]
    public void A_corrupted_file_is_named(string file, string text)
    {
        string run = runs.Copy(runs.Vae);
        File.WriteAllText(Path.Combine(run, file), text);
        Assert.Contains(file, CliResult.Failure("evaluate", run), StringComparison.Ordinal);
    }

    [Fact]
    public void Items_in_another_order_are_refused()
    {
        string run = runs.Copy(runs.Vae);
        string path = Path.Combine(run, "items.json");
        JsonElement[] items = [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path)).EnumerateArray()];
        File.WriteAllText(path, JsonSerializer.Serialize(items.Reverse()));
        Assert.Contains("its items differ from those of its split", CliResult.Failure("evaluate", run), StringComparison.Ordinal);
    }

    private static double Mean(JsonElement metrics, string name) => metrics.GetProperty(name).GetProperty("mean").GetDouble();
}
