using Elbo.Tests.Models;
using Elbo.Tracking;

namespace Elbo.Tests.Tracking;

/// <summary>Sends a fake run with a folder to a tracker and inspects the result.</summary>
internal sealed class TrackerHarness : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    private readonly TempFolder place = new();
    private readonly RecordingLogger logger = new();

    public TrackerHarness()
    {
        File.WriteAllText(Path.Combine(Folder, "recipe.json"), "{}\n");
        Run = new RunMetadata(
            "small",
            Folder,
            Start,
            new Dictionary<string, string> { ["model"] = "svae", ["options.latentSize"] = "64" },
            new Dictionary<string, string> { ["recipe"] = "svae-temporal", ["dataFingerprint"] = "abc", ["commit"] = "0123456789" });
    }

    public string Folder => place.FullPath;

    public RunMetadata Run { get; init; }

    public IReadOnlyList<string> Warnings => logger.Warnings;

    public RunContext Context => new() { Logger = logger };

    public RunCompletion End { get; init; } = new(RunStatus.Finished, Start.AddMinutes(1), []);

    /// <summary>Options with short delays.</summary>
    public static TrackingOptions Options(MlflowStub server) => Options(server.Address);

    public static TrackingOptions Options(string mlflow) => new()
    {
        BatchWindowSeconds = 0,
        RetryDelaySeconds = 0.001,
        MaxRetryDelaySeconds = 0.01,
        Mlflow = new MlflowOptions { TrackingUri = mlflow },
    };

    public static TrackingOptions Options(CometStub server) => Options("http://unused") with
    {
        Comet = new CometOptions { Url = server.Address, ApiKey = CometStub.ApiKey, Workspace = "team" },
    };

    public static MetricPoint Step(long update, params (string Name, double Value)[] values) =>
        new(MetricScope.Step, update, 1, Start.AddSeconds(update), values.ToDictionary(pair => pair.Name, pair => pair.Value));

    /// <summary>Sends a whole run to a tracker.</summary>
    public void RunToEnd(ITracker tracker, params MetricPoint[] points)
    {
        using (tracker)
        {
            Begin(tracker, points);
            tracker.Complete(End);
        }
    }

    /// <summary>Sends a whole run, and completes it only after the tracker has logged a warning.</summary>
    public async Task RunUntilWarnedAsync(ITracker tracker, params MetricPoint[] points)
    {
        using (tracker)
        {
            Begin(tracker, points);
            await logger.Warned.WaitAsync(TestContext.Current.CancellationToken);
            tracker.Complete(End);
        }
    }

    /// <summary>Lines of the file of unsent messages; empty if there is none.</summary>
    public string[] Undelivered(string tracker)
    {
        string path = Path.Combine(Folder, $"undelivered-{tracker}.jsonl");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    public void Dispose() => place.Dispose();

    private void Begin(ITracker tracker, MetricPoint[] points)
    {
        tracker.Start(Run);
        foreach (MetricPoint point in points)
        {
            tracker.Log(point);
        }
    }
}
