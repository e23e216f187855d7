using System.Diagnostics.Metrics;
using Elbo.Inference.Bundles;

namespace Elbo.Server.Telemetry;

/// <summary>The server's own metrics. No tag contains user data.</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "Elbo.Server";
    private static readonly InstrumentAdvice<int> SizeBuckets = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384] };
    private readonly Counter<long> recommendations;
    private readonly Counter<long> events;
    private readonly UpDownCounter<long> queuedEvents;
    private readonly Histogram<int> commitSizes;
    private readonly Counter<long> loads;
    private readonly Counter<long> rejections;
    private readonly Counter<long> rejectedKeys;
    private BundleManifest? manifest;

    public ServerMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        recommendations = meter.CreateCounter<long>("elbo.recommendations", description: "Recommended histories, by source");
        events = meter.CreateCounter<long>("elbo.events", description: "Events written to the store");
        queuedEvents = meter.CreateUpDownCounter<long>("elbo.events.queued", description: "Events queued for writing");
        commitSizes = meter.CreateHistogram<int>("elbo.events.commit_size", description: "Events written in one transaction", advice: SizeBuckets);
        loads = meter.CreateCounter<long>("elbo.model.loads", description: "Attempts to load a bundle, by outcome");
        rejectedKeys = meter.CreateCounter<long>("elbo.keys.rejected", description: "Requests with an unknown API key");
        rejections = meter.CreateCounter<long>("elbo.requests.rejected", description: "Requests rejected to protect the server, by reason");
        meter.CreateObservableGauge("elbo.model.info", ObserveModelInfo, description: "1, with the current model as tags");
    }

    public void RecordRecommendation(RecommendationSource source) =>
        recommendations.Add(1, new KeyValuePair<string, object?>("source", source == RecommendationSource.Model ? "model" : "popularity"));

    public void RecordRejectedKey() => rejectedKeys.Add(1);

    /// <summary>Counts a rejected request: "rate", "capacity", "event_store", "body_memory" or "queue".</summary>
    public void RecordRejection(string reason) => rejections.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void AddQueuedEvents(int count) => queuedEvents.Add(count);

    public void RecordCommit(int count)
    {
        events.Add(count);
        commitSizes.Record(count);
    }

    public void RecordModelLoad(BundleManifest loaded)
    {
        manifest = loaded;
        loads.Add(1, new KeyValuePair<string, object?>("outcome", "loaded"));
    }

    public void RecordLoadFailure() => loads.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));

    private IEnumerable<Measurement<int>> ObserveModelInfo() => manifest is not { } model ? [] :
    [
        new(1, new("model", model.Model), new("data", model.Data.Name), new("weights", model.WeightPrecision), new("created", model.Created.ToString("O"))),
    ];
}
