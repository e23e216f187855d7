using System.Diagnostics.Metrics;
using Elbo.Inference;
using Elbo.Inference.Bundles;

namespace Elbo.Server.Telemetry;

/// <summary>What the server counts of itself. No tag holds anything of a person.</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "Elbo.Server";
    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384] };
    private readonly Counter<long> recommendations;
    private readonly Counter<long> events;
    private readonly UpDownCounter<long> waitingEvents;
    private readonly Histogram<int> commits;
    private readonly Counter<long> loads;
    private BundleManifest? manifest;

    public ServerMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        recommendations = meter.CreateCounter<long>("elbo.recommendations", description: "Histories answered, by source");
        events = meter.CreateCounter<long>("elbo.events", description: "Events written to the store");
        waitingEvents = meter.CreateUpDownCounter<long>("elbo.events.waiting", description: "Events that wait to be written");
        commits = meter.CreateHistogram<int>("elbo.events.commit_size", description: "Events written in one transaction", advice: Sizes);
        loads = meter.CreateCounter<long>("elbo.model.loads", description: "Attempts to load a bundle, by outcome");
        meter.CreateObservableGauge("elbo.model.info", ModelInfo, description: "1, with the model that answers as tags");
    }

    public void Answered(RecommendationSource source) =>
        recommendations.Add(1, new KeyValuePair<string, object?>("source", source == RecommendationSource.Model ? "model" : "popularity"));

    public void EventsWait(int count) => waitingEvents.Add(count);

    public void EventsWritten(int count)
    {
        events.Add(count);
        commits.Record(count);
    }

    public void ModelLoaded(BundleManifest loaded)
    {
        manifest = loaded;
        loads.Add(1, new KeyValuePair<string, object?>("outcome", "loaded"));
    }

    public void ModelRefused() => loads.Add(1, new KeyValuePair<string, object?>("outcome", "refused"));

    private IEnumerable<Measurement<int>> ModelInfo() => manifest is not { } model ? [] :
    [
        new(1, new("model", model.Model), new("data", model.Data.Name), new("weights", model.Weights), new("created", model.Created.ToString("O"))),
    ];
}
