using System.Text.Json;
using System.Text.RegularExpressions;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Reports;
using Elbo.Runs;
using Elbo.Search;
using Elbo.Tests.Reports;

namespace Elbo.Tests.Cli;

[Collection(TrainedRunsTests.Name)]
public partial class ReportCommandTests(TrainedRuns runs)
{
    [Fact]
    public void A_report_is_written_to_the_run_folder()
    {
        string output = CliResult.RunExpectingSuccess("report", runs.Vae);
        string path = Path.Combine(runs.Vae, "report.html");
        Assert.StartsWith($"report in {path} (", output, StringComparison.Ordinal);
        string html = File.ReadAllText(path);
        Assert.Equal(
            ["Metrics", "Learning curves", "By history length", "Recommendations", "Latent space", "Options and environment"],
            Headings().Matches(html).Select(match => match.Groups[1].Value));
        Assert.Contains("mult-vae on clicks.csv", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_has_the_same_color_in_every_chart()
    {
        // EASE has no epochs, so the learning curves show only the second run.
        string html = ReportRenderer.Render([Measure(runs.Ease), Measure(runs.Vae)]);

        foreach (string chart in (string[])["validation", "by-length"])
        {
            string figure = FigureOf(html, chart);
            Assert.Matches(">vae</li>", figure);
            Assert.Contains("class=\"line s1\"", figure, StringComparison.Ordinal);
            Assert.Equal(chart == "by-length", figure.Contains("class=\"line s0\"", StringComparison.Ordinal));
        }

        static string FigureOf(string html, string id)
        {
            int start = html.IndexOf($"<figure id=\"{id}\"", StringComparison.Ordinal);
            return html[start..html.IndexOf("</figure>", start, StringComparison.Ordinal)];
        }
    }

    [Fact]
    public void The_metrics_are_those_of_evaluate()
    {
        RunReport report = Measure(runs.Vae);
        foreach (string subset in (string[])["test", "validation"])
        {
            JsonElement metrics = CliResult.Json("evaluate", runs.Vae, "--subset", subset).GetProperty("metrics");
            foreach (ReportMetric metric in report.Metrics)
            {
                (double? value, double? error) = subset == "test" ? (metric.Test, metric.TestError) : (metric.Validation, metric.ValidationError);
                Assert.Equal(metrics.GetProperty(metric.Name).GetProperty("mean").GetDouble(), value!.Value, 9);
                Assert.Equal(metrics.GetProperty(metric.Name).GetProperty("standardError").GetDouble(), error!.Value, 9);
            }
        }

        Assert.Equal((TrainedRuns.HeldOut, TrainedRuns.HeldOut), (report.ValidationUsers, report.TestUsers));
        Assert.Equal(2, report.Epochs.Count);
        Assert.Equal(RunFolder.Open(runs.Vae).Record.Outcome!.BestEpoch, report.BestEpoch);
    }

    [Fact]
    public void History_lengths_cover_all_test_users_and_their_mean_is_the_metric()
    {
        RunReport report = Measure(runs.Ease);
        IReadOnlyList<HistoryLengthBin> bins = report.ByHistoryLength!.Bins;
        Assert.Equal(TrainedRuns.HeldOut, bins.Sum(bin => bin.Users));
        double mean = bins.Sum(bin => bin.Users * bin.Mean) / TrainedRuns.HeldOut;
        Assert.Equal(report.Metrics.Single(metric => metric.Name == "ndcg@100").Test!.Value, mean, 9);
    }

    [Fact]
    public void Recommendations_are_those_of_the_model_and_hits_are_marked()
    {
        IReadOnlyList<UserExample> users = Measure(runs.Ease).UserExamples;
        Assert.Equal(6, users.Count);
        Assert.Equal(users.Select(user => user.User), Measure(runs.Popularity).UserExamples.Select(user => user.User));
        Dictionary<string, string[]> all = File.ReadLines(runs.Data).Skip(1)
            .Select(line => line.Split(','))
            .GroupBy(cells => cells[0], cells => cells[1])
            .ToDictionary(user => user.Key, user => user.ToArray());
        Dictionary<string, string> ids = RunFolder.Open(runs.Ease).Items.ToDictionary(item => item.Title!, item => item.Id);
        Assert.All(users, user =>
        {
            List<string> history = [.. all[user.User]];
            List<string> shown = history[..user.HistoryLength];
            List<string> later = history[user.HistoryLength..];
            Assert.Equal(user.TargetCount, later.Count);
            Assert.Equal(shown.TakeLast(5), user.LastItems.Select(item => ids[item.Title]));
            Assert.All(user.Recommendations, item => Assert.Equal(later.Contains(ids[item.Title]), item.IsHit));
            Assert.Empty(user.Recommendations.Select(item => ids[item.Title]).Intersect(shown));
        });
    }

    [Fact]
    public void Only_models_with_a_latent_space_have_maps()
    {
        RunReport vae = Measure(runs.Vae);
        Assert.Equal(TrainedRuns.Items, vae.ItemMap!.Points.Count);
        Assert.Equal(TrainedRuns.HeldOut, vae.UserMap!.Points.Count);
        Assert.Equal((8, 3), (vae.ItemMap.Dimensions, vae.UserMap.Dimensions));
        Assert.Equal(["Drama", "War"], vae.ItemMap.Groups);
        Assert.Null(Measure(runs.Ease).ItemMap);
    }

    [Fact]
    public void Several_runs_share_their_charts()
    {
        string path = runs.PathOf("over.html");
        CliResult.RunExpectingSuccess("report", runs.Vae, runs.Dae, runs.Ease, "--out", path);
        string html = File.ReadAllText(path);
        Assert.All((string[])["vae", "dae", "ease"], name => Assert.Contains($"<th scope=\"row\">{name}</th>", html, StringComparison.Ordinal));
        Assert.Single(Regex.Matches(html, "<figure id=\"loss\""));
        Assert.Single(Regex.Matches(html, "<figure id=\"by-length\""));
    }

    [Fact]
    public void Without_a_model_the_report_uses_the_run_folder_only()
    {
        string copy = runs.Copy(runs.Vae);
        File.Delete(Path.Combine(copy, "best.safetensors"));
        CliResult result = CliResult.Run("report", copy);
        Assert.Equal(0, result.Code);
        Assert.Contains("no trained model yet", result.Error, StringComparison.Ordinal);
        string html = File.ReadAllText(Path.Combine(copy, "report.html"));
        Assert.Contains("id=\"learning\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"map\"", html, StringComparison.Ordinal);
        Assert.Equal(
            RunFolder.Open(runs.Vae).Record.Outcome!.Test["ndcg@10"],
            RunReport.Create(RunFolder.Open(copy)).Metrics.Single(metric => metric.Name == "ndcg@10").Test);
        CliResult.RunExpectingSuccess("report", runs.Vae, "--no-model", "--data", "nowhere.csv", "--out", runs.PathOf("files.html"));
    }

    [Fact]
    public void The_report_of_a_summary_is_written_next_to_it()
    {
        StudySummaryFile.Write(runs.PathOf("study.json"), StudyBuilder.Large(trials: 40));
        CliResult.RunExpectingSuccess("report", runs.PathOf("study.json"));
        Assert.Contains("40 trials: ", File.ReadAllText(runs.PathOf("study.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Synthetic_data_is_marked()
    {
        CliResult.RunExpectingSuccess("report", runs.Synthetic, "--out", runs.PathOf("synthetic.html"));
        Assert.Contains("The data is synthetic", File.ReadAllText(runs.PathOf("synthetic.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Titles_from_the_data_never_become_markup()
    {
        string copy = runs.Copy(runs.Vae);
        string items = Path.Combine(copy, "items.json");
        File.WriteAllText(items, File.ReadAllText(items)
            .Replace("Toy Story", "</title></script><script>alert(1)</script>", StringComparison.Ordinal)
            .Replace("Drama", "<b onclick='x'>", StringComparison.Ordinal));
        CliResult.RunExpectingSuccess("report", copy);
        string html = File.ReadAllText(Path.Combine(copy, "report.html"));
        Assert.Single(Regex.Matches(html, "<script"));
        Assert.DoesNotContain("<b ", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_say_what_to_do()
    {
        string wrong = runs.Write("wrong.json", "{\"name\": \"x\"}");
        Assert.Contains("is neither a run (no run.json) nor a study", CliResult.Failure("report", runs.PathOf("nothing")), StringComparison.Ordinal);
        Assert.Contains("wrong.json: is not a study summary", CliResult.Failure("report", wrong), StringComparison.Ordinal);
        Assert.Contains("takes one study summary or run folders", CliResult.Failure("report", wrong, runs.Vae), StringComparison.Ordinal);
        Assert.Contains("did you mean 'ndcg@100'", CliResult.Failure("report", runs.Vae, "--metric", "ndgc@100"), StringComparison.Ordinal);
        Assert.Contains("no value per user", CliResult.Failure("report", runs.Vae, "--metric", "coverage@10"), StringComparison.Ordinal);
        Assert.Contains("was trained on other data", CliResult.Failure("report", runs.Vae, "--data", runs.PathOf("other.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrupted_line_of_the_metrics_file_is_named()
    {
        string copy = runs.Copy(runs.Vae);
        File.AppendAllText(Path.Combine(copy, "metrics.jsonl"), "{\"epoch\": 3,\n");
        Assert.Contains("metrics.jsonl line 3: is not an epoch", CliResult.Failure("report", copy), StringComparison.Ordinal);
    }

    private RunReport Measure(string path)
    {
        RunFolder run = RunFolder.Open(path);
        InteractionDataset data = new DataLoader(new HttpClient()).Load(runs.Data);
        return RunReport.Create(run, data, new RunContext { Threads = 1 }, new ReportOptions());
    }

    [GeneratedRegex("<h2[^>]*>([^<]*)</h2>")]
    private static partial Regex Headings();
}
