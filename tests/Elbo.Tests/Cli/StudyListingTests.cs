using System.Text.Json;

namespace Elbo.Tests.Cli;

/// <summary>elbo report and elbo runs on studies.</summary>
public sealed class StudyListingTests(StudyFixture study) : IClassFixture<StudyFixture>
{
    [Fact]
    public void A_study_is_reported_by_its_name_with_links_to_its_runs()
    {
        CliResult.RunExpectingSuccess(study.Search(study.Space, "--data", study.Data, "--study", "reported", "--trials", "2"));
        string summary = study.PathOf("reported.json");
        CliResult.RunExpectingSuccess(study.Search("--resume", "reported", "--summary", summary));
        string run = Path.Combine(study.Runs, "reported", "trial-0001");
        CliResult.RunExpectingSuccess("report", run);
        CliResult.RunExpectingSuccess("report", "reported", "--runs", study.Runs);
        CliResult.RunExpectingSuccess("report", "reported", "--store", study.Store, "--out", study.PathOf("elsewhere.html"));
        CliResult.RunExpectingSuccess("report", summary);

        string page = File.ReadAllText(Path.Combine(study.Runs, "reported", "report.html"));
        Assert.Contains("<a href=\"trial-0001/report.html\" title=\"trial-0001\">1</a>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"trial-0002\" title=\"trial-0002\">2</a>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"wrap\">2, 3, 4</td>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"runs/reported/trial-0001/report.html\"", File.ReadAllText(study.PathOf("elsewhere.html")), StringComparison.Ordinal);
        Assert.Contains("<a href=\"runs/reported/trial-0001/report.html\"", File.ReadAllText(study.PathOf("reported.html")), StringComparison.Ordinal);
        Assert.Contains("Learning curves", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ambiguous_name_to_report_is_refused()
    {
        CliResult.RunExpectingSuccess(study.Search(study.Space, "--data", study.Data, "--study", "guess", "--trials", "1"));
        (string Expected, string[] Arguments)[] cases =
        [
            ("guses: is neither a run (no run.json) nor a study in", ["guses", "--runs", study.Runs]),
            ("did you mean 'guess'?", ["guses", "--runs", study.Runs]),
            ("has no study 'guses'; did you mean 'guess'?", ["guses", "--store", study.Store]),
            ("contains the trials of a study; name the study: elbo report guess", [Path.Combine(study.Runs, "guess"), "--runs", study.Runs]),
            ("'elbo runs' lists all runs and studies", ["guess", "--runs", study.PathOf("no-runs")]),
            ("no study store found", ["guess", "--store", study.PathOf("none.db")]),
            ("contains no run", ["guess", Path.Combine(study.Runs, "guess", "trial-0001"), "--runs", study.Runs]),
        ];

        Assert.All(cases, one => Assert.Contains(one.Expected, CliResult.Failure(["report", .. one.Arguments]), StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_folder_and_a_study_of_the_same_name_are_distinguished_by_the_command_line()
    {
        // A run in the working folder: only a name without a path can also be that of a study.
        string name = $"both-{Guid.NewGuid():N}";
        CliResult.RunExpectingSuccess(study.Search(study.Space, "--data", study.Data, "--study", name, "--trials", "1"));
        CliResult.RunExpectingSuccess("train", study.PathOf("tiny.json"), "--data", study.Data, "--out", name);
        try
        {
            string page = study.PathOf("both.html");
            Assert.Contains(
                $"{name}: is both a run folder and a study; write {Path.Combine(".", name)} for the run, or add --store {study.Store} for the study",
                CliResult.Failure("report", name, "--runs", study.Runs),
                StringComparison.Ordinal);
            CliResult.RunExpectingSuccess("report", Path.Combine(".", name), "--runs", study.Runs, "--out", page);
            Assert.Contains("mult-vae on data.csv", File.ReadAllText(page), StringComparison.Ordinal);
            CliResult.RunExpectingSuccess("report", name, "--store", study.Store, "--out", page);
            Assert.Contains($"Study {name}", File.ReadAllText(page), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(name, recursive: true);
        }
    }

    [Fact]
    public void An_unreadable_store_hides_no_run()
    {
        string runs = study.PathOf("half");
        CliResult.RunExpectingSuccess("train", study.PathOf("tiny.json"), "--data", study.Data, "--out", Path.Combine(runs, "vae"));
        string store = Path.Combine(Directory.CreateDirectory(Path.Combine(runs, "old")).FullName, "studies.db");
        File.WriteAllText(store, string.Concat(Enumerable.Repeat("these are notes\n", 100)));

        JsonElement[] all = [.. CliResult.Json("runs", "--runs", runs).EnumerateArray()];
        Assert.Equal([("run", "finished"), ("store", "unreadable")], all.Select(row => (row.GetProperty("kind").GetString(), row.GetProperty("state").GetString())));
        Assert.Contains("is not a study store or is corrupted", CliResult.Failure("runs", "--store", store), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_and_studies_are_listed_sorted_and_filtered_by_their_columns()
    {
        string runs = study.PathOf("listed");
        foreach (string size in (string[])["2", "4"])
        {
            CliResult.RunExpectingSuccess("train", study.PathOf("tiny.json"), "--data", study.Data, "--set", $"options.latentSize={size}", "--out", Path.Combine(runs, $"vae{size}"));
        }

        CliResult.RunExpectingSuccess("train", "--model", "popularity", "--data", study.Data, "--out", Path.Combine(runs, "deep", "popular"));
        CliResult.RunExpectingSuccess("search", study.Space, "--data", study.Data, "--trials", "1", "--runs", runs);
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(runs, "broken")).FullName, "run.json"), "{");
        foreach (string stray in (string[])["report.html", "steps.jsonl", "tiny.search.json", "summary.json", "elbo.json"])
        {
            File.WriteAllText(Path.Combine(runs, stray), "{");
        }

        JsonElement[] all = [.. CliResult.Json("runs", "--runs", runs).EnumerateArray()];
        Assert.Equal(5, all.Length);
        Assert.Equal(["run", "run", "run", "run", "study"], all.Select(row => row.GetProperty("kind").GetString()).Order());
        Assert.Equal("unreadable", Row(all, "broken").GetProperty("state").GetString());
        Assert.Equal("popularity", Row(all, "popular").GetProperty("model").GetString());
        Assert.Equal(6, CliResult.Json("runs", "--runs", runs, "--trials").GetArrayLength());

        double[] sorted = [.. CliResult.Json("runs", "--runs", runs, "--sort", "ndcg@100", "--where", "model=mult-vae", "--where", "kind=run")
            .EnumerateArray().Select(row => row.GetProperty("ndcg@100").GetDouble())];
        Assert.Equal(2, sorted.Length);
        Assert.Equal(sorted.OrderDescending(), sorted);
        Assert.Contains("1 trial runs are hidden", CliResult.RunExpectingSuccess("runs", "--runs", runs), StringComparison.Ordinal);
        Assert.Contains("'modle' is not a column; did you mean model?", CliResult.Failure("runs", "--runs", runs, "--where", "modle=svae"), StringComparison.Ordinal);
        Assert.Contains("'model' is not a condition", CliResult.Failure("runs", "--runs", runs, "--where", "model"), StringComparison.Ordinal);
        Assert.Contains("has no study 'tyni'; did you mean 'tiny'?", CliResult.Failure("runs", "tyni", "--runs", runs), StringComparison.Ordinal);
    }

    private static JsonElement Row(IEnumerable<JsonElement> rows, string name) =>
        rows.Single(row => row.GetProperty("name").GetString()!.EndsWith(name, StringComparison.Ordinal));
}
