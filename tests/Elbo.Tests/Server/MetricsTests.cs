using System.Globalization;

namespace Elbo.Tests.Server;

public class MetricsTests
{
    [Fact]
    public async Task Requests_answers_events_and_the_model_are_counted()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string before = (await server.GetAsync("/metrics")).Text;

        (await server.PostAsync("/v1/recommendations", """{ "requests": [{ "history": ["i0"] }, { "history": [] }, { "history": ["i1"] }] }""")).Ok();
        (await server.PostAsync("/v1/events", """{ "user": "u", "item": "i0" }""")).Ok();
        string after = (await server.GetAsync("/metrics")).Text;

        // Servers of other tests in this process count with it.
        Assert.InRange(Rise("elbo_recommendations_total{otel_scope_name=\"Elbo.Server\",source=\"model\"}"), 2, int.MaxValue);
        Assert.InRange(Rise("elbo_recommendations_total{otel_scope_name=\"Elbo.Server\",source=\"popularity\"}"), 1, int.MaxValue);
        Assert.InRange(Rise("elbo_events_total{otel_scope_name=\"Elbo.Server\"}"), 1, int.MaxValue);
        Assert.InRange(Rise("elbo_events_commit_size_count{otel_scope_name=\"Elbo.Server\"}"), 1, int.MaxValue);
        Assert.InRange(Rise("elbo_batch_size_sum{otel_scope_name=\"Elbo.Inference\"}"), 2, int.MaxValue);
        string[] there = ["elbo_events_waiting{", "elbo_batch_waiting{", "elbo_model_loads_total{", "elbo_model_info{", "http_server_request_duration_seconds_bucket{", "http_route=\"/v1/events\""];
        Assert.All(there, name => Assert.Contains(name, after, StringComparison.Ordinal));
        double Rise(string name) => Value(after, name) - Value(before, name);
    }

    private static double Value(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => double.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
