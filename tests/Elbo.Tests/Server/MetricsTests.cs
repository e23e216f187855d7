namespace Elbo.Tests.Server;

public class MetricsTests
{
    [Fact]
    public async Task Requests_answers_events_and_the_model_are_counted()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        (await server.PostAsync("/v1/recommendations", """{ "requests": [{ "history": ["i0"] }, { "history": [] }, { "history": ["i1"] }] }""")).Ok();
        (await server.PostAsync("/v1/events", """{ "user": "u", "item": "i0" }""")).Ok();

        string metrics = (await server.GetAsync("/metrics")).Text;

        string[] expected =
        [
            "elbo_recommendations_total{otel_scope_name=\"Elbo.Server\",source=\"model\"} 2",
            "elbo_recommendations_total{otel_scope_name=\"Elbo.Server\",source=\"popularity\"} 1",
            "elbo_events_total{otel_scope_name=\"Elbo.Server\"} 1",
            "elbo_events_waiting{otel_scope_name=\"Elbo.Server\"} 0",
            "elbo_events_commit_size_count{otel_scope_name=\"Elbo.Server\"} 1",
            "elbo_model_loads_total{otel_scope_name=\"Elbo.Server\",outcome=\"loaded\"} 1",
            "elbo_model_info{",
            "http_server_request_duration_seconds_bucket{",
            "http_route=\"/v1/events\"",
        ];
        Assert.All(expected, line => Assert.Contains(line, metrics, StringComparison.Ordinal));
    }
}
