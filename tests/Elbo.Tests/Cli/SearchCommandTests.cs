using System.Text.Json;
using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Tests.Cli;

/// <summary>elbo search on a tiny study; trials train in processes of their own.</summary>
public sealed class SearchCommandTests(StudyFixture study) : IClassFixture<StudyFixture>
{
    [Fact]
    public void A_search_writes_its_best_options_as_a_recipe_and_a_summary()
    {
        string recipe = study.PathOf("best.json");
        string file = study.PathOf("summary.json");
        CliResult result = CliResult.Run(
            [.. study.Search(study.Space, "--data", study.Data, "--study", "whole", "--trials", "4", "--jobs", "2", "--seed", "3"), "--write-recipe", recipe, "--summary", file]);
        Assert.True(result.Code == 0, result.Error);
        StudySummary summary = StudySummaryFile.Read(file);
        TrialSummary best = summary.Best!;

        Assert.Equal([1, 2, 3, 4], summary.Trials.Select(trial => trial.Number));
        Assert.All(summary.Trials, trial => Assert.True(trial.State.HasEnded() && trial.Value is > 0 and <= 1, $"{trial}"));
        Assert.All(summary.Trials, trial => Assert.True(RunFolder.Exists(trial.RunFolder!)));
        Assert.Contains($"best: trial {best.Number}, ndcg@100", result.Out, StringComparison.Ordinal);
        Assert.Contains($"--set options.latentSize={best.Values["options.latentSize"]}", result.Out, StringComparison.Ordinal);
        Assert.Equal((int)best.Values["options.latentSize"]!, ((Elbo.Models.MultVaeOptions)Recipe.Read(recipe).Options).LatentSize);
        Assert.Contains("4 of 4 trials, best", result.Error, StringComparison.Ordinal);

        // The value is that of the run.
        Assert.Equal(RunFolder.Open(best.RunFolder!).Record.Outcome!.ValidationMetric, best.Value);
    }

    [Fact]
    public void A_resumed_study_makes_the_proposals_of_an_uninterrupted_one()
    {
        string[] begin = ["--data", study.Data, "--random", "--prune", "none"];
        CliResult.RunExpectingSuccess(study.Search([study.Space, .. begin, "--study", "broken", "--trials", "1"]));
        CliResult.RunExpectingSuccess(study.Search("--resume", "broken", "--trials", "3"));
        JsonElement broken = CliResult.Json("runs", "broken", "--runs", study.Runs);
        JsonElement whole = CliResult.Json(study.Search([study.Space, .. begin, "--study", "unbroken", "--trials", "3"]));

        string[] Trials(JsonElement of) => [.. of.GetProperty("trials").EnumerateArray().Select(trial => $"{trial.GetProperty("values")} {trial.GetProperty("value")}")];
        Assert.Equal(3, Trials(whole).Length);
        Assert.Equal(Trials(whole), Trials(broken));
    }

    [Fact]
    public void A_closed_form_model_and_another_metric_are_evaluated_after_training()
    {
        study.Write("ease.json", """
            {"model": "ease", "split": {"kind": "held-out-users", "validationUsers": 6, "testUsers": 6}}
            """);
        string space = study.Write("ease.search.json", """
            {"recipe": "ease.json", "parameters": {"options.lambda": {"choices": [1, 1000]}}, "metric": "recall@5", "strategy": {"kind": "grid"}}
            """);
        JsonElement json = CliResult.Json(study.Search(space, "--data", study.Data));

        Assert.Equal("recall@5", json.GetProperty("metric").GetString());
        Assert.All(json.GetProperty("trials").EnumerateArray(), trial =>
        {
            Assert.Equal("completed", trial.GetProperty("state").GetString());
            string run = trial.GetProperty("runFolder").GetString()!;
            JsonElement evaluated = CliResult.Json("evaluate", run, "--subset", "validation", "--metrics", "recall@5");
            Assert.Contains(trial.GetProperty("value").GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture), evaluated.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_failed_trial_is_reported_the_others_continue_and_it_can_be_retried()
    {
        // A folder in the place of a file of the run.
        Directory.CreateDirectory(Path.Combine(study.Runs, "unlucky", "trial-0002", "recipe.json"));
        JsonElement json = CliResult.Json(study.Search(study.Space, "--data", study.Data, "--study", "unlucky", "--random", "--prune", "none", "--trials", "3"));
        JsonElement[] trials = [.. json.GetProperty("trials").EnumerateArray()];

        Assert.Equal(["completed", "failed", "completed"], trials.Select(trial => trial.GetProperty("state").GetString()));
        Assert.Contains("recipe.json: cannot be written", trials[1].GetProperty("error").GetString(), StringComparison.Ordinal);

        // With the cause removed, the trial can be retried; without the flag it stays failed.
        Directory.Delete(Path.Combine(study.Runs, "unlucky", "trial-0002", "recipe.json"));
        Assert.Contains("--retry-failed", CliResult.RunExpectingSuccess(study.Search("--resume", "unlucky")), StringComparison.Ordinal);
        JsonElement retried = CliResult.Json(study.Search("--resume", "unlucky", "--retry-failed"));
        Assert.All(retried.GetProperty("trials").EnumerateArray(), trial =>
        {
            Assert.Equal("completed", trial.GetProperty("state").GetString());
            Assert.Equal(JsonValueKind.Null, trial.GetProperty("error").ValueKind);
        });
    }

    [Fact]
    public void Errors_are_reported_before_anything_is_trained()
    {
        CliResult.RunExpectingSuccess(study.Search(study.Space, "--data", study.Data, "--study", "first", "--trials", "1"));
        string other = study.Write("other.csv", File.ReadAllText(study.Data) + "1,2,1700000000\n");
        study.Write("changed.json", File.ReadAllText(study.PathOf("tiny.json")).Replace("\"batchSize\": 10", "\"batchSize\": 20", StringComparison.Ordinal));
        string changed = study.Write("changed.search.json", File.ReadAllText(study.Space).Replace("tiny.json", "changed.json", StringComparison.Ordinal));
        (string Expected, string[] Arguments)[] cases =
        [
            ("study 'first' already exists", [study.Space, "--data", study.Data, "--study", "first"]),
            ("contains trials of another study", [study.Space, "--data", study.Data, "--study", "first", "--store", study.PathOf("other.db")]),
            ("'../up' is not a valid study name", [study.Space, "--data", study.Data, "--study", "../up"]),
            ("study first: was created with other data", ["--resume", "first", "--data", other]),
            ("study first: was created with another recipe", [changed, "--resume", "first"]),
            ("study first: was created with another search space", [study.Space, "--resume", "first", "--random"]),
            ("has no study 'frist'; did you mean 'first'?", ["--resume", "frist"]),
            ("the grid has 6 points and the budget 3 trials", [study.Space, "--data", study.Data, "--grid", "--trials", "3"]),
            ("--data is missing", [study.Space]),
            ("give a search space file", ["--data", study.Data]),
            ("no study store found", ["--resume", "first", "--store", study.PathOf("none.db")]),
            ("the split has no validation users with targets", [study.Space, "--data", study.Data, "--set", "split.validationUsers=0"]),
        ];

        Assert.All(cases, one => Assert.Contains(one.Expected, CliResult.Failure(study.Search(one.Arguments)), StringComparison.Ordinal));
        Assert.Contains("--seed can only be set when a study is created", CliResult.UsageError(study.Search("--resume", "first", "--seed", "4")), StringComparison.Ordinal);
        Assert.Contains("--seed can only be set when a study is created", CliResult.UsageError(study.Search(study.Space, "--resume", "first", "--seed", "4")), StringComparison.Ordinal);
        Assert.Contains("--study can only be set when a study is created", CliResult.UsageError(study.Search("--resume", "first", "--study", "second")), StringComparison.Ordinal);
        Assert.Contains("--random can only be set when a study is created", CliResult.UsageError(study.Search("--resume", "first", "--random")), StringComparison.Ordinal);
        Assert.Contains("use only one of --tpe, --random and --grid", CliResult.UsageError(study.Search(study.Space, "--tpe", "--grid")), StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_are_tracked_with_the_name_of_their_study()
    {
        using Tracking.MlflowStub server = new() { Key = "Bearer the-secret-token" };
        string settings = study.Write("settings.json", JsonSerializer.Serialize(new
        {
            tracking = new { batchWindowSeconds = 0, mlflow = new { trackingUri = server.Address, token = "the-secret-token" } },
        }));
        CliResult.RunExpectingSuccess(study.Search(
            study.Space, "--data", study.Data, "--study", "tracked", "--trials", "2", "--prune", "none", "--track", "mlflow", "--track", "tensorboard", "--config", settings));

        Assert.Empty(server.Faults);
        Assert.Equal([("tracked", "1", "FINISHED"), ("tracked", "2", "FINISHED")], server.Runs.Select(run => (run.Tags["study"], run.Tags["trial"], run.Status)));
        Assert.All(server.Runs, run => Assert.Contains(run.Metrics, metric => metric.Key == "validation/ndcg_at_100"));
        string[] files = Directory.GetFiles(Path.Combine(study.Runs, "tracked"), "*", SearchOption.AllDirectories);
        Assert.Equal(2, files.Count(file => Path.GetFileName(Path.GetDirectoryName(file)) == "tensorboard"));
        Assert.All(files, file => Assert.DoesNotContain("the-secret", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void A_tracker_that_is_down_gives_one_warning_and_fails_no_trial()
    {
        string settings = study.Write("down.json", JsonSerializer.Serialize(new
        {
            tracking = new { flushTimeoutSeconds = 0.1, retryDelaySeconds = 0.01, mlflow = new { trackingUri = Tracking.StubServer.UnusedAddress() } },
        }));
        CliResult result = CliResult.Run(study.Search(
            study.Space, "--data", study.Data, "--study", "untracked", "--trials", "2", "--prune", "none", "--track", "mlflow", "--config", settings));

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("2 trials: 2 completed", result.Out, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.Contains(
            "did you mean 'mlflow'?",
            CliResult.Failure(study.Search(study.Space, "--data", "no-such-file.csv", "--study", "typo", "--track", "mlflw")),
            StringComparison.Ordinal);
    }
}
