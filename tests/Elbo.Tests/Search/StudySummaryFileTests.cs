using System.Text.Json.Nodes;
using Elbo.Search;

namespace Elbo.Tests.Search;

public class StudySummaryFileTests
{
    [Fact]
    public void A_summary_written_reads_back_the_same()
    {
        Dictionary<string, JsonNode?> values = new() { ["options.latentSize"] = 64, ["options.hiddenSizes"] = new JsonArray(32), ["training.patience"] = null };
        TrialSummary completed = new(1, TrialState.Completed, values, 0.25, [new TrialPoint(1, 0.2, 1.5), new TrialPoint(2, 0.25, 3)], 3, 0.5, "runs/a/trial-0001", null);
        TrialSummary failed = new(2, TrialState.Failed, values, null, [], 0, 4, null, "killed");
        StudySummary study = new("a", "r", "mult-vae", "ndcg@100", true, "tpe", "asha", 42, "f00", ["options.latentSize"], [completed, failed])
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
            Assert.Equal("options.latentSize=64 options.hiddenSizes=[32] training.patience=null", Spaces.Text(read.Trials[0].Values));
            Assert.Equal((null, "killed"), (read.Trials[1].Value, read.Trials[1].Error));
            Assert.Equal(1, read.Best!.Number);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_best_is_a_completed_trial_and_the_earlier_of_equals()
    {
        TrialSummary[] trials =
        [
            Spaces.Curve(1, TrialState.Completed, 0.2), Spaces.Curve(2, TrialState.Completed, 0.3), Spaces.Curve(3, TrialState.Completed, 0.3), Spaces.Curve(4, TrialState.Pruned, 0.9),
        ];
        StudySummary study = new("a", "r", "m", "ndcg@100", true, "tpe", "asha", 1, "f", [], trials);

        Assert.Equal(2, study.Best!.Number);
        Assert.Equal(1, (study with { Maximize = false }).Best!.Number);
        Assert.Null((study with { Trials = [trials[3]] }).Best);
    }

    [Fact]
    public void A_file_that_is_no_summary_is_told()
    {
        string path = Path.Combine(Path.GetTempPath(), $"elbo-{Guid.NewGuid():N}.json");

        Assert.Contains("cannot be read as a study's summary", Assert.Throws<ElboException>(() => StudySummaryFile.Read(path)).Message, StringComparison.Ordinal);
    }
}
