using System.Text.Json.Nodes;
using Elbo.Search;

namespace Elbo.Tests.Search;

public class StudySummaryFileTests
{
    [Fact]
    public void A_summary_round_trips()
    {
        Dictionary<string, JsonNode?> values = new() { ["options.latentSize"] = 64, ["options.hiddenSizes"] = new JsonArray(32), ["training.patience"] = null };
        TrialSummary completed = new(1, TrialState.Completed, values, 0.25, [new TrialMetric(1, 0.2, 1.5), new TrialMetric(2, 0.25, 3)], 3, 0.5, "runs/a/trial-0001", null);
        TrialSummary failed = new(2, TrialState.Failed, values, null, [], 0, 4, null, "killed");
        StudySummary study = new("a", "r", "mult-vae", "ndcg@100", true, "tpe", "asha", 42, "f00", ["options.latentSize"], [completed with { EndedAfterSeconds = 4.25 }, failed])
        {
            Space = JsonNode.Parse("""{"recipe": "r.json"}"""),
            Data = "ml-1m",
            CommandLine = "elbo search",
            Environment = new Dictionary<string, string> { ["os"] = "any" },
        };
        string path = Path.Combine(Path.GetTempPath(), $"elbo-{Guid.NewGuid():N}.json");
        try
        {
            StudySummaryFile.Write(path, study);
            StudySummary read = StudySummaryFile.Read(path);

            Assert.Equal(StudySummaryFile.ToJson(study), StudySummaryFile.ToJson(read));
            Assert.Equal(completed.Curve, read.Trials[0].Curve);
            Assert.Equal([4.25, null], read.Trials.Select(trial => trial.EndedAfterSeconds));
            Assert.Equal("options.latentSize=64 options.hiddenSizes=[32] training.patience=null", SearchSpaceFixtures.FormatValues(read.Trials[0].Values));
            Assert.Equal((null, "killed"), (read.Trials[1].Value, read.Trials[1].Error));
            Assert.Equal(1, read.Best!.Number);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_best_trial_is_completed_and_the_earliest_of_equals()
    {
        TrialSummary[] trials =
        [
            SearchSpaceFixtures.Curve(1, TrialState.Completed, 0.2), SearchSpaceFixtures.Curve(2, TrialState.Completed, 0.3), SearchSpaceFixtures.Curve(3, TrialState.Completed, 0.3), SearchSpaceFixtures.Curve(4, TrialState.Pruned, 0.9),
        ];
        StudySummary study = new("a", "r", "m", "ndcg@100", true, "tpe", "asha", 1, "f", [], trials);

        Assert.Equal(2, study.Best!.Number);
        Assert.Equal(1, (study with { Maximize = false }).Best!.Number);
        Assert.Null((study with { Trials = [trials[3]] }).Best);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"name\": \"a\"}")]
    [InlineData("{\"trials\": [null]}")]
    [InlineData("no JSON")]
    public void A_file_that_is_not_a_summary_is_an_error(string text)
    {
        string path = Path.Combine(Path.GetTempPath(), $"elbo-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, text);
        try
        {
            Assert.Contains($"{path}: is not a study summary", Refusal(path), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("\"trials\": [null]", "trials[0]")]
    [InlineData("\"trials\": null", "trials")]
    [InlineData("\"trials\": [{\"number\": 1, \"state\": \"completed\", \"values\": {}, \"value\": 1, \"curve\": [null], \"seconds\": 1, \"startedAfterSeconds\": 1, \"runFolder\": null, \"error\": null}]", "trials[0].curve[0]")]
    [InlineData("\"trials\": [{\"number\": 1, \"state\": \"completed\", \"values\": null, \"value\": 1, \"curve\": [], \"seconds\": 1, \"startedAfterSeconds\": 1, \"runFolder\": null, \"error\": null}]", "trials[0].values")]
    public void A_null_trial_is_an_error(string trials, string place)
    {
        string path = Path.Combine(Path.GetTempPath(), $"elbo-{Guid.NewGuid():N}.json");
        StudySummaryFile.Write(path, new StudySummary("a", "r", "m", "ndcg@100", true, "tpe", "asha", 1, "f", [], []));
        string whole = File.ReadAllText(path);
        int at = whole.IndexOf("\"trials\":", StringComparison.Ordinal);
        File.WriteAllText(path, string.Concat(whole.AsSpan(0, at), trials, whole.AsSpan(whole.IndexOf(']', at) + 1)));
        try
        {
            Assert.Contains($"{place} is null", Refusal(path), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_file_is_an_error() =>
        Assert.Contains("nowhere.json: cannot be read", Refusal("nowhere.json"), StringComparison.Ordinal);

    private static string Refusal(string path) => Assert.Throws<ElboException>(() => StudySummaryFile.Read(path)).Message;
}
