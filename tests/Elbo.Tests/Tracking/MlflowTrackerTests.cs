using System.Text;
using Elbo.Tracking;

namespace Elbo.Tests.Tracking;

public sealed class MlflowTrackerTests : IDisposable
{
    private readonly TrackerHarness run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_run_is_sent_with_parameters_tags_metrics_files_and_status(int version)
    {
        using MlflowStub server = new(version);
        string file = Path.Combine(run.Folder, "recipe.json");
        using TrackerHarness whole = new() { End = run.End with { Files = [file] } };
        whole.RunToEnd(
            new MlflowTracker(TrackerHarness.Options(server), whole.Context),
            TrackerHarness.Step(10, ("train/loss", 3.5), ("train/kl", 0.25)),
            new MetricPoint(MetricScope.Epoch, 16, 1, TrackerHarness.Start, new Dictionary<string, double> { ["validation/ndcg@100"] = 0.5 }));

        Assert.Empty(server.Faults);
        Assert.Empty(whole.Warnings);
        Assert.Empty(whole.Undelivered("mlflow"));
        Assert.Equal("elbo", Assert.Single(server.Experiments.Keys));
        MlflowStub.Run arrived = Assert.Single(server.Runs);
        Assert.Equal("small", arrived.Name);
        Assert.Equal(new() { ["model"] = "svae", ["options.latentSize"] = "64" }, arrived.Parameters);
        Assert.Equal(("abc", "0123456789", "LOCAL"), (arrived.Tags["dataFingerprint"], arrived.Tags["mlflow.source.git.commit"], arrived.Tags["mlflow.source.type"]));
        Assert.Equal([("train/loss", 3.5, 10L), ("train/kl", 0.25, 10L), ("validation/ndcg_at_100", 0.5, 16L)], arrived.Metrics);
        Assert.Equal("{}\n", Encoding.UTF8.GetString(arrived.Files["recipe.json"]));

        // 2026-05-04 03:02:01 UTC is 1 777 863 721 s after 1970, and the run took a minute.
        Assert.Equal(("FINISHED", 1_777_863_721_000, 1_777_863_781_000), (arrived.Status, arrived.StartTime, arrived.EndTime));
    }

    [Fact]
    public void Long_runs_are_split_into_requests_within_the_limits()
    {
        using MlflowStub server = new();
        using TrackerHarness large = new()
        {
            Run = run.Run with
            {
                Folder = run.Folder,
                Parameters = Enumerable.Range(0, 250).ToDictionary(i => $"p{i}", i => new string('x', 10_000)),
                Tags = new Dictionary<string, string> { ["command"] = new string('y', 10_000) },
            },
        };
        MetricPoint[] points = [.. Enumerable.Range(1, 700).Select(i => TrackerHarness.Step(i, ("a", i), ("b", -i), ("c", 0.5 * i)))];
        large.RunToEnd(new MlflowTracker(TrackerHarness.Options(server) with { BatchWindowSeconds = 60 }, large.Context), points);

        Assert.Empty(server.Faults);
        Assert.Equal(250, server.Runs[0].Parameters.Count);
        Assert.Equal(points.SelectMany(point => point.Values.Select(pair => (pair.Key, pair.Value, point.Update))), server.Runs[0].Metrics);

        // The end of the run ends the batch window: 700 points with 3 values are 2100, thus 1000, 1000 and 100.
        Assert.Equal([1000, 1000, 100], server.MetricsInBatches.Where(count => count > 0));
    }

    [Fact]
    public void A_busy_server_eventually_gets_everything_and_is_warned_about_once()
    {
        Dictionary<string, int> attempts = [];
        StubResponse? Busy(StubRequest request) => (attempts[request.Path] = attempts.GetValueOrDefault(request.Path) + 1) switch
        {
            1 => new StubResponse(429, "", ("Retry-After", "0")),
            2 => new StubResponse(503, "<html>Service Unavailable</html>"),
            3 => new StubResponse(500, new { error_code = "INTERNAL_ERROR", message = "" }),
            _ => null,
        };
        using MlflowStub server = new() { Before = Busy };
        run.RunToEnd(new MlflowTracker(TrackerHarness.Options(server), run.Context), TrackerHarness.Step(1, ("a", 1)), TrackerHarness.Step(2, ("a", 2)));

        Assert.Empty(server.Faults);
        Assert.Equal([("a", 1.0, 1L), ("a", 2.0, 2L)], server.Runs[0].Metrics);
        Assert.Equal("FINISHED", server.Runs[0].Status);
        Assert.Contains("responds 429 Too Many Requests; training continues, retrying", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Undelivered("mlflow"));
    }

    [Fact]
    public async Task An_unreachable_server_is_abandoned_after_the_flush_timeout_and_unsent_messages_are_saved()
    {
        Uri address = StubServer.UnusedAddress();
        RecordingTimeProvider clock = new();
        await run.RunUntilWarnedAsync(new MlflowTracker(TrackerHarness.Options(address.AbsoluteUri) with { FlushTimeoutSeconds = 0.1 }, run.Context with { Clock = clock }), TrackerHarness.Step(1, ("a", 1)));

        Assert.Contains(TimeSpan.FromSeconds(0.1), clock.DueTimes);
        Assert.Collection(
            run.Warnings,
            warning => Assert.StartsWith($"mlflow at {address.AbsoluteUri.TrimEnd('/')}: cannot be reached (Connection refused", warning, StringComparison.Ordinal),
            warning => Assert.Contains("3 messages could not be sent; see", warning, StringComparison.Ordinal));
        Assert.Collection(
            run.Undelivered("mlflow"),
            line => Assert.StartsWith("""{"kind":"run","name":"small","started":"2026-05-04T03:02:01+00:00","parameters":{"model":"svae",""", line, StringComparison.Ordinal),
            line => Assert.Equal("""{"kind":"step","update":1,"epoch":1,"time":"2026-05-04T03:02:02+00:00","values":{"a":1}}""", line),
            line => Assert.Equal("""{"kind":"end","status":"finished","time":"2026-05-04T03:03:01+00:00"}""", line));
    }

    [Fact]
    public async Task A_server_that_never_responds_is_abandoned_after_the_flush_timeout()
    {
        using StubServer silent = new(_ => null);
        RecordingTimeProvider clock = new();
        await run.RunUntilWarnedAsync(
            new MlflowTracker(TrackerHarness.Options(silent.Address.AbsoluteUri) with { RequestTimeoutSeconds = 0.05, FlushTimeoutSeconds = 0.3 }, run.Context with { Clock = clock }),
            TrackerHarness.Step(1, ("a", 1)));

        Assert.Contains(TimeSpan.FromSeconds(0.05), clock.DueTimes);
        Assert.Contains(TimeSpan.FromSeconds(0.3), clock.DueTimes);
        Assert.Contains("does not respond within 0.05 s", run.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(3, run.Undelivered("mlflow").Length);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void An_invalid_key_is_reported_at_once_and_not_retried(int status)
    {
        using MlflowStub server = new() { Before = _ => new StubResponse(status, new { message = "who is wrong-token?" }) };
        TrackingOptions options = TrackerHarness.Options(server);
        run.RunToEnd(
            new MlflowTracker(options with { Mlflow = options.Mlflow with { Token = "wrong-token" } }, run.Context), TrackerHarness.Step(1, ("a", 1)));

        Assert.Single(server.Server.Requests);
        Assert.Contains($"responds {status}", run.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("check MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD", run.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("who is ***?", run.Warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain(run.Warnings, warning => warning.Contains("wrong-token", StringComparison.Ordinal));
        Assert.Equal(3, run.Undelivered("mlflow").Length);
    }

    [Theory]
    [InlineData("Bearer abc", "http://", "abc\n", null, null)]
    [InlineData("Basic bWU6cHc=", "http://", "abc", "me", "pw")]
    [InlineData("Basic bWU6cHc=", "http://me:pw@", null, null, null)]
    public void Keys_are_sent_in_the_header_only(string header, string scheme, string? token, string? user, string? password)
    {
        using MlflowStub server = new(prefix: "/team/mlflow") { Key = header };
        TrackingOptions options = TrackerHarness.Options(server.Address.Replace("http://", scheme, StringComparison.Ordinal) + "/");
        options = options with { Mlflow = options.Mlflow with { Token = token, Username = user, Password = password } };
        run.RunToEnd(new MlflowTracker(options, run.Context), TrackerHarness.Step(1, ("a", 1)));

        Assert.Empty(server.Faults);
        Assert.Empty(run.Warnings);
        Assert.Equal("FINISHED", Assert.Single(server.Runs).Status);
        Assert.All(Directory.GetFiles(run.Folder), file => Assert.DoesNotContain("pw", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Points_beyond_the_queue_length_are_saved_and_none_is_lost()
    {
        TaskCompletionSource gate = new();
        using MlflowStub server = new(gate: gate);
        using MlflowTracker tracker = new(TrackerHarness.Options(server) with { QueueLength = 5 }, run.Context);
        tracker.Start(run.Run);
        for (int update = 1; update <= 20; update++)
        {
            tracker.Log(TrackerHarness.Step(update, ("a", update)));
        }

        gate.SetResult();
        tracker.Complete(run.End);
        tracker.Dispose();

        // The run is not created before the gate opens, so that the queue takes the first five.
        Assert.Equal([1, 2, 3, 4, 5], server.Runs[0].Metrics.Select(metric => metric.Step));
        Assert.Equal(15, run.Undelivered("mlflow").Length);
        Assert.Equal("FINISHED", server.Runs[0].Status);
        Assert.Contains("15 messages could not be sent", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_run_continues_the_same_run_on_the_server()
    {
        using MlflowStub server = new();
        using (TrackerHarness killed = new() { Run = run.Run, End = run.End with { Status = RunStatus.Killed } })
        {
            killed.RunToEnd(new MlflowTracker(TrackerHarness.Options(server), killed.Context), TrackerHarness.Step(1, ("a", 1)));
        }

        Assert.Equal("KILLED", Assert.Single(server.Runs).Status);
        run.RunToEnd(new MlflowTracker(TrackerHarness.Options(server), run.Context), TrackerHarness.Step(2, ("a", 2)));

        Assert.Equal("FINISHED", Assert.Single(server.Runs).Status);
        Assert.Equal([1, 2], server.Runs[0].Metrics.Select(metric => metric.Step));
        Assert.Contains($"/#/experiments/1/runs/{server.Runs[0].Id}", File.ReadAllText(Path.Combine(run.Folder, "mlflow.json")), StringComparison.Ordinal);

        server.Runs.Clear();
        run.RunToEnd(new MlflowTracker(TrackerHarness.Options(server), run.Context), TrackerHarness.Step(3, ("a", 3)));
        Assert.Equal([3], Assert.Single(server.Runs).Metrics.Select(metric => metric.Step));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public void Without_artifact_uploads_files_stay_in_the_run_folder()
    {
        using MlflowStub server = new() { ArtifactRoot = "s3://bucket/" };
        using TrackerHarness whole = new() { End = run.End with { Files = ["a.json", "b.json"] } };
        whole.RunToEnd(new MlflowTracker(TrackerHarness.Options(server), whole.Context));

        Assert.Contains("files stay in the run folder", Assert.Single(whole.Warnings), StringComparison.Ordinal);
        Assert.Equal("FINISHED", server.Runs[0].Status);
    }

    [Fact]
    public void An_experiment_created_concurrently_by_another_run_is_used()
    {
        // The first lookup finds nothing; before the second request another run has created it.
        int looks = 0;
        using MlflowStub server = new()
        {
            Before = request => request.Method == "GET" && looks++ == 0 ? new StubResponse(404, new { error_code = "RESOURCE_DOES_NOT_EXIST" }) : null,
        };
        server.Experiments["elbo"] = "7";
        run.RunToEnd(new MlflowTracker(TrackerHarness.Options(server), run.Context));

        Assert.Equal("7", Assert.Single(server.Runs).Experiment);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Rejected_metrics_are_saved_and_the_rest_is_sent()
    {
        using MlflowStub server = new()
        {
            Before = request => Encoding.UTF8.GetString(request.Body).Contains("\"bad\"", StringComparison.Ordinal)
                ? new StubResponse(400, new { error_code = "INVALID_PARAMETER_VALUE", message = "bad is bad" })
                : null,
        };
        run.RunToEnd(new MlflowTracker(TrackerHarness.Options(server), run.Context), TrackerHarness.Step(1, ("bad", 1)));

        Assert.Equal("FINISHED", Assert.Single(server.Runs).Status);
        Assert.Contains("\"bad\":1", Assert.Single(run.Undelivered("mlflow")), StringComparison.Ordinal);
        Assert.Contains("responds 400 Bad Request: bad is bad; training continues", run.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_fails_on_the_server_does_not_block_the_rest()
    {
        using MlflowStub server = new()
        {
            Before = request => request.Path.EndsWith("log-batch", StringComparison.Ordinal) ? new StubResponse(500, "Internal Server Error") : null,
        };
        using TrackerHarness plain = new() { Run = run.Run with { Parameters = new Dictionary<string, string>() } };
        plain.RunToEnd(new MlflowTracker(TrackerHarness.Options(server), plain.Context), TrackerHarness.Step(1, ("a", 1)));

        Assert.Equal(5, server.Server.Requests.Count(request => request.Path.EndsWith("log-batch", StringComparison.Ordinal)));
        Assert.Equal("FINISHED", server.Runs[0].Status);
        Assert.Contains(plain.Warnings, warning => warning.Contains("responds 500 Internal Server Error", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_is_not_MLflow_is_reported()
    {
        using StubServer page = new(_ => new StubResponse(200, "<html>Welcome</html>"));
        using StubServer login = new(_ => new StubResponse(302, "", ("Location", "https://sso.example.com/login")));
        run.RunToEnd(new MlflowTracker(TrackerHarness.Options(page.Address.AbsoluteUri), run.Context));
        run.RunToEnd(new MlflowTracker(TrackerHarness.Options(login.Address.AbsoluteUri), run.Context));

        Assert.Contains(run.Warnings, warning => warning.Contains("response is not JSON: <html>Welcome</html>; training continues, nothing is sent", StringComparison.Ordinal));
        Assert.Contains(run.Warnings, warning => warning.Contains("responds 302 Found (moved to https://sso.example.com/login)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "set MLFLOW_TRACKING_URI")]
    [InlineData("mlruns", "'mlruns' is not an HTTP address")]
    [InlineData("postgresql://me:secret@db/mlflow", "'db/mlflow' is not an HTTP address")]
    public void An_invalid_address_is_reported_before_training(string? uri, string message) => Assert.Contains(
        message,
        Assert.Throws<ElboException>(() => new MlflowTracker(new TrackingOptions { Mlflow = new MlflowOptions { TrackingUri = uri } }, new RunContext())).Message,
        StringComparison.Ordinal);
}
