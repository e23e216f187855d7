using System.Text.Json;
using Elbo.Tests.Reports;

namespace Elbo.Tests.Server;

[Collection(BrowserTests.Name)]
public sealed class PagesTests(ServerFixture shared, Browser browser) : IClassFixture<ServerFixture>
{
    private readonly RunningServer server = shared.Server;

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/docs/", 200)]
    [InlineData("/v1/model", 200)]
    [InlineData("/v1/items/nothing", 404)]
    [InlineData("/nothing", 404)]
    public async Task Every_response_has_security_headers(string path, int status)
    {
        TestResponse answer = await server.GetAsync(path);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.Equal(path.StartsWith("/v1", StringComparison.Ordinal), answer.Headers.CacheControl?.NoStore == true);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_every_endpoint_and_its_properties()
    {
        JsonElement document = (await server.GetAsync("/openapi/v1.json")).Ok();

        JsonElement paths = document.GetProperty("paths");
        string[] expected = ["/v1/recommendations", "/v1/items", "/v1/items/{id}", "/v1/items/{id}/similar", "/v1/events", "/v1/users/{id}/recommendations", "/v1/users/{id}", "/v1/model", "/v1/admin/reload"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        JsonElement query = document.GetProperty("components").GetProperty("schemas").GetProperty("HistoryRequest");
        Assert.StartsWith("Number of recommendations", query.GetProperty("properties").GetProperty("k").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, paths.GetProperty("/v1/recommendations").GetProperty("post").GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("oneOf").GetArrayLength());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs/")]
    public void Pages_load_nothing_from_other_sites_and_log_no_errors(string path)
    {
        browser.Open(new Uri(server.Client.BaseAddress!, path).ToString());
        while (path == "/docs/" && !browser.Evaluate<bool>("return document.body.innerText.includes('/v1/recommendations')"))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Empty(browser.Errors());
        Assert.All(browser.Requests(), request => Assert.StartsWith(server.Client.BaseAddress!.ToString(), request, StringComparison.Ordinal));
    }
}
