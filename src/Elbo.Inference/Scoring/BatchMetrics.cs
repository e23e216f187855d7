using System.Diagnostics.Metrics;

namespace Elbo.Inference.Scoring;

/// <summary>Metrics of request batching, in the meter "Elbo.Inference".</summary>
internal static class BatchMetrics
{
    private static readonly Meter Meter = new("Elbo.Inference");
    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] };

    /// <summary>Requests that shared one run of the model.</summary>
    public static Histogram<int> BatchSize { get; } = Meter.CreateHistogram("elbo.batch.size", description: "Requests that shared one run of the model", advice: Sizes);

    /// <summary>Requests waiting for a run of the model.</summary>
    public static UpDownCounter<int> QueuedRequests { get; } = Meter.CreateUpDownCounter<int>("elbo.batch.queued", description: "Requests waiting for a run of the model");
}
