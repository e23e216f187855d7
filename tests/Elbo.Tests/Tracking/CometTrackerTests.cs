using System.Text;
using Elbo.Tracking;

namespace Elbo.Tests.Tracking;

public sealed class CometTrackerTests : IDisposable
{
    private readonly TrackerHarness run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public void A_run_is_sent_with_parameters_tags_metrics_files_and_status()
    {
        using CometStub service = new();
        using TrackerHarness whole = new() { End = run.End with { Files = [Path.Combine(run.Folder, "recipe.json")] } };
        whole.RunToEnd(
            new CometTracker(TrackerHarness.Options(service), whole.Context),
            TrackerHarness.Step(10, ("train/loss", 3.5)),
            new MetricPoint(MetricScope.Epoch, 16, 2, TrackerHarness.Start, new Dictionary<string, double> { ["validation/ndcg@100"] = 0.5 }));

        Assert.Empty(service.Faults);
        Assert.Empty(whole.Warnings);
        Assert.Equal(new() { ["model"] = "svae", ["options.latentSize"] = "64" }, service.Parameters);
        Assert.Equal(("abc", "finished"), (service.Others["dataFingerprint"], service.Others["status"]));
        Assert.Equal(["svae-temporal", "svae"], service.Tags);
        Assert.Equal([("train/loss", 3.5, 10L, 1L), ("validation/ndcg@100", 0.5, 16L, 2L)], service.Metrics);
        Assert.Equal("{}\n", Encoding.UTF8.GetString(service.Files["recipe.json"]));
        Assert.Equal((1_777_863_721_000, 1_777_863_781_000), service.Times);
        Assert.True(service.Beats > 0);
        Assert.Contains("https://www.comet.com/team/elbo/key0", File.ReadAllText(Path.Combine(whole.Folder, "comet.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_are_thinned_out_and_epochs_are_not()
    {
        using CometStub service = new();
        TrackingOptions options = TrackerHarness.Options(service);
        MetricPoint[] points =
        [
            .. Enumerable.Range(1, 10).Select(i => TrackerHarness.Step(10 * i, ("a", i))),
            TrackerHarness.Step(101, ("epoch", 1)) with { Scope = MetricScope.Epoch },
            TrackerHarness.Step(102, ("epoch", 2)) with { Scope = MetricScope.Epoch },
        ];
        run.RunToEnd(new CometTracker(options with { Comet = options.Comet with { LogEverySteps = 30 } }, run.Context), points);

        Assert.Equal([10, 40, 70, 100, 101, 102], service.Metrics.Select(metric => metric.Step));
    }

    [Fact]
    public void An_invalid_key_is_reported_at_once_and_never_logged()
    {
        using CometStub service = new();
        TrackingOptions options = TrackerHarness.Options(service);
        run.RunToEnd(new CometTracker(options with { Comet = options.Comet with { ApiKey = "a-wrong-key\n" } }, run.Context), TrackerHarness.Step(1, ("a", 1)));

        Assert.Single(service.Server.Requests);
        Assert.Contains("responds 401 Unauthorized: invalid API key ***; check COMET_API_KEY", run.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(3, run.Undelivered("comet").Length);
        Assert.All(Directory.GetFiles(run.Folder), file => Assert.DoesNotContain("a-wrong-key", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void A_service_that_limits_the_rate_eventually_gets_everything()
    {
        int count = 0;
        using CometStub service = new() { Before = _ => count++ % 3 == 0 ? new StubResponse(429, new { code = 429, msg = "throttled" }) : null };
        run.RunToEnd(new CometTracker(TrackerHarness.Options(service), run.Context), TrackerHarness.Step(1, ("a", 1), ("b", 2), ("c", 3)));

        Assert.Empty(service.Faults);
        Assert.Equal([("a", 1.0), ("b", 2.0), ("c", 3.0)], service.Metrics.Select(metric => (metric.Name, metric.Value)));
        Assert.Single(run.Warnings);
    }

    [Fact]
    public void A_resumed_run_continues_the_same_experiment()
    {
        using CometStub service = new();
        run.RunToEnd(new CometTracker(TrackerHarness.Options(service), run.Context), TrackerHarness.Step(1, ("a", 1)));
        TrackingOptions options = TrackerHarness.Options(service);

        // The address with the suffix of Comet's own clients is the same server.
        options = options with { Comet = options.Comet with { Url = service.Address + "/clientlib/" } };
        run.RunToEnd(new CometTracker(options, run.Context), TrackerHarness.Step(101, ("a", 2)));

        Assert.Single(service.Experiments);
        Assert.Equal([1, 101], service.Metrics.Select(metric => metric.Step));
        Assert.Empty(service.Faults);
    }

    [Theory]
    [InlineData(null, "team", "https://www.comet.com", "set COMET_API_KEY")]
    [InlineData("key", null, "https://www.comet.com", "set COMET_WORKSPACE")]
    [InlineData("key", "team", "comet", "'comet' is not an HTTP address")]
    public void Missing_settings_are_reported_before_training(string? key, string? workspace, string url, string message)
    {
        TrackingOptions options = new() { Comet = new CometOptions { ApiKey = key, Workspace = workspace, Url = url } };

        Assert.Contains(message, Assert.Throws<ElboException>(() => new CometTracker(options, new RunContext())).Message, StringComparison.Ordinal);
    }
}
