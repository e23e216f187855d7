using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Elbo.Tests.Server;

/// <summary>Runs alone: /metrics of one server loses a metric when another server in the process, with meters of the same names, stops.</summary>
[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
[Collection(nameof(MetricsTests))]
public class MetricsTests
{
    [Fact]
    public async Task Requests_recommendations_events_and_the_model_are_counted()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MetricRecorder metrics = new(server.App.Services.GetRequiredService<IMeterFactory>());
        string before = (await server.GetAsync("/metrics")).Text;

        (await server.PostAsync("/v1/recommendations", """{ "requests": [{ "history": ["i0"] }, { "history": [] }, { "history": ["i1"] }] }""")).Ok();
        (await server.PostAsync("/v1/events", """{ "user": "u", "item": "i0" }""")).Ok();
        string after = (await server.GetAsync("/metrics")).Text;

        Assert.Equal(2, metrics.Sum("elbo.recommendations source=model"));
        Assert.Equal(1, metrics.Sum("elbo.recommendations source=popularity"));
        Assert.Equal(1, metrics.Sum("elbo.events"));
        Assert.Equal(1, metrics.Sum("elbo.events.commit_size"));
        Assert.Equal(0, metrics.Sum("elbo.events.queued"));

        // Other servers in this process share these metrics.
        const string BatchSize = "elbo_batch_size_sum{otel_scope_name=\"Elbo.Inference\"}";
        Assert.InRange(Value(after, BatchSize) - Value(before, BatchSize), 2, int.MaxValue);
        string[] names = ["elbo_recommendations_total{", "elbo_events_total{", "elbo_events_commit_size_count{", "elbo_events_queued{", "elbo_model_loads_total{", "elbo_model_info{", "http_server_request_duration_seconds_bucket{", "http_route=\"/v1/events\""];
        Assert.All(names, name => Assert.Contains(name, after, StringComparison.Ordinal));
    }

    private static double Value(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => double.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture))
        .FirstOrDefault();
}

/// <summary>Records what one server measures; /metrics contains the measurements of all servers in the process.</summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> sums = [];

    public MetricRecorder(IMeterFactory factory)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The sum of a metric's measurements, by its name and tags such as "elbo.recommendations source=model".</summary>
    public long Sum(string name) => sums.GetValueOrDefault(name);

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string name = instrument.Name;
        foreach ((string key, object? tag) in tags)
        {
            name += $" {key}={tag}";
        }

        sums.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
