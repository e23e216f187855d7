using System.Net.Http.Headers;
using System.Text;

namespace Elbo.Tests.Server;

public sealed class BadRequestTests(ServerFixture shared) : IClassFixture<ServerFixture>
{
    private readonly RunningServer server = shared.Server;

    [Theory]
    [InlineData("""{ "history": ["i0"], "k": 0 }""", "from 1 to 1000")]
    [InlineData("""{ "history": ["i0"], "k": -1 }""", "from 1 to 1000")]
    [InlineData("""{ "history": ["i0"], "k": 1000000 }""", "from 1 to 1000")]
    [InlineData("""{ "history": ["i0"], "k": 99999999999 }""", "$.k")]
    [InlineData("""{ "history": ["i0"], "k": "10" }""", "$.k")]
    [InlineData("""{ "history": [17] }""", "$.history[0]")]
    [InlineData("""{ "history": "i0" }""", "$.history")]
    [InlineData("""{ "history": [""] }""", "each id is a string")]
    [InlineData("""{ "history": [null] }""", "each id is a string")]
    [InlineData("""{ "history": ["a\u0000b"] }""", "each id is a string")]
    [InlineData("""{ "history": ["i0"], "diversity": 2 }""", "from 0 to 1")]
    [InlineData("""{ "history": ["i0"], "popularityDiscount": -0.1 }""", "from 0 to 1")]
    [InlineData("""{ "history": ["i0"], "maxPerCategory": 0 }""", "at least 1")]
    [InlineData("""{ "history": ["i0"], "maxReasons": 11 }""", "from 1 to 10")]
    [InlineData("""{ "history": ["i0"], "k": 101, "explain": true }""", "at most 100 with explain")]
    [InlineData("""{ "history": ["i0"], "howMany": 3 }""", "'howMany' is not a known property")]
    [InlineData("""{ "history": ["i0"], "history": ["i1"] }""", "'history' appears twice")]
    [InlineData("""{ "k": 3 }""", "set history")]
    [InlineData("""{ "history": ["i0"], "requests": [] }""", "cannot be combined")]
    [InlineData("""{ "requests": [] }""", "from 1 to 100")]
    [InlineData("""{ "requests": [null] }""", "must not be null")]
    [InlineData("""{ "requests": [{ "history": [], "k": 0 }] }""", "requests[0].k")]
    [InlineData("""{ "requests": [{ "k": 1 }] }""", "requests[0].history")]
    [InlineData("""{ "history": ["i0" """, "not valid JSON")]
    [InlineData("", "")]
    [InlineData("null", "")]
    [InlineData("[]", "$")]
    public async Task Invalid_requests_are_rejected_with_the_reason(string body, string expected) =>
        Assert.Contains(expected, (await server.PostAsync("/v1/recommendations", body)).Problem(400), StringComparison.Ordinal);

    [Fact]
    public async Task All_errors_of_a_request_are_reported_together()
    {
        string detail = (await server.PostAsync("/v1/recommendations", """{ "history": ["i0"], "k": 0, "diversity": -1 }""")).Problem(400);

        Assert.Contains("\"k\"", detail, StringComparison.Ordinal);
        Assert.Contains("\"diversity\"", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_of_100_000_is_rejected_and_one_of_10_000_is_not()
    {
        Assert.Contains("at most 10000", (await server.PostAsync("/v1/recommendations", HistoryJson(100_000))).Problem(400), StringComparison.Ordinal);

        (await server.PostAsync("/v1/recommendations", HistoryJson(10_000))).Ok();
    }

    [Fact]
    public async Task A_body_over_1_MiB_is_rejected_with_and_without_Content_Length()
    {
        string body = $$"""{ "history": ["{{new string('x', 1 << 20)}}"] }""";

        // The server closes the connection after such a response, so the client must not be sending the body at that time.
        using HttpRequestMessage announced = new(HttpMethod.Post, "/v1/recommendations");
        announced.Headers.ExpectContinue = true;
        announced.Content = new StringContent(body, Encoding.UTF8, "application/json");
        Assert.Contains("1048576", (await server.SendAsync(announced)).Problem(413), StringComparison.Ordinal);

        using HttpRequestMessage chunked = new(HttpMethod.Post, "/v1/recommendations");
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Content = new StringContent(body, Encoding.UTF8, "application/json");
        (await server.SendAsync(chunked)).Problem(413);
    }

    [Fact]
    public async Task Deeply_nested_JSON_is_rejected() =>
        (await server.PostAsync("/v1/recommendations", $$"""{ "history": [], "exclude": {{new string('[', 500_000)}}""")).Problem(400);

    [Fact]
    public async Task More_than_100_histories_or_10_000_items_in_total_are_rejected()
    {
        string many = string.Join(',', Enumerable.Repeat("""{ "history": [] }""", 101));
        Assert.Contains("from 1 to 100", (await server.PostAsync("/v1/recommendations", $$"""{ "requests": [{{many}}] }""")).Problem(400), StringComparison.Ordinal);

        string large = string.Join(',', Enumerable.Repeat("""{ "history": [], "k": 1000 }""", 11));
        Assert.Contains("at most 10000", (await server.PostAsync("/v1/recommendations", $$"""{ "requests": [{{large}}] }""")).Problem(400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_content_type_other_than_JSON_is_rejected_even_if_no_body_is_needed(string? type)
    {
        foreach (string path in (string[])["/v1/recommendations", "/v1/events", "/v1/admin/reload"])
        {
            using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent("{}") };
            request.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
            Assert.Contains("application/json", (await server.SendAsync(request)).Problem(415), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/v1/recommendations", 405)]
    [InlineData("DELETE", "/v1/items", 405)]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/v1/items/nothing", 404)]
    [InlineData("GET", "/v1/items/nothing/similar", 404)]
    [InlineData("GET", "/v1/items/i0/similar?k=0", 400)]
    [InlineData("GET", "/v1/items?limit=0", 400)]
    [InlineData("GET", "/v1/items?limit=101", 400)]
    [InlineData("GET", "/v1/items?limit=many", 400)]
    [InlineData("GET", "/v1/users/u/recommendations?k=1001", 400)]
    [InlineData("GET", "/v1/users/u/recommendations?diversity=x", 400)]
    [InlineData("GET", "/v1/users/a%07b/recommendations", 400)]
    public async Task Every_error_is_a_problem_details_response(string method, string path, int status) =>
        (await server.SendAsync(HttpMethod.Parse(method), path)).Problem(status);

    [Fact]
    public async Task An_invalid_query_parameter_is_named() =>
        Assert.Equal("limit in the URL has an invalid value", (await server.GetAsync("/v1/items?limit=many")).Problem(400));

    [Theory]
    [InlineData("""{ "user": "u" }""", "\"item\"")]
    [InlineData("""{ "item": "i0" }""", "\"user\"")]
    [InlineData("""{ "user": "u", "item": "i0", "time": "yesterday" }""", "$.time")]
    [InlineData("""{ "user": "u", "item": "i0", "time": "1969-12-31T00:00:00Z" }""", "from 1970")]
    [InlineData("""{ "user": "u", "item": "i0", "time": "2999-01-01T00:00:00Z" }""", "a day ahead")]
    [InlineData("""{ "user": "u", "item": "\ud800" }""", "")]
    [InlineData("""{ "user": ".", "item": "i0" }""", "\"user\"")]
    [InlineData("""{ "events": [{ "user": "..", "item": "i0" }] }""", "events[0].user")]
    [InlineData("""{ "events": [] }""", "from 1 to 1000")]
    [InlineData("""{ "events": [null] }""", "must not be null")]
    [InlineData("""{ "user": "u", "item": "i0", "events": [] }""", "cannot be combined")]
    [InlineData("""{ "events": [{ "user": "u", "item": "i0" }, { "user": "u" }] }""", "events[1].item")]
    public async Task A_request_with_an_invalid_event_is_rejected_as_a_whole(string body, string expected) =>
        Assert.Contains(expected, (await server.PostAsync("/v1/events", body)).Problem(400), StringComparison.Ordinal);

    [Fact]
    public async Task More_than_1000_events_are_rejected()
    {
        string events = string.Join(',', Enumerable.Repeat("""{ "user": "u", "item": "i0" }""", 1001));

        Assert.Contains("from 1 to 1000", (await server.PostAsync("/v1/events", $$"""{ "events": [{{events}}] }""")).Problem(400), StringComparison.Ordinal);
    }

    private static string HistoryJson(int count) => $$"""{ "history": [{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}\""))}}] }""";
}
