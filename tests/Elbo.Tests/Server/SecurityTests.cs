using System.Diagnostics.Metrics;
using System.Net;
using Elbo.Server.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Elbo.Tests.Server;

public sealed class SecurityTests(SecurityTests.ServerWithKeysFixture guarded) : IClassFixture<SecurityTests.ServerWithKeysFixture>
{
    private readonly RunningServer server = guarded.Server;

    [Theory]
    [InlineData("GET", "/v1/model", Role.Read)]
    [InlineData("GET", "/v1/items", Role.Read)]
    [InlineData("GET", "/v1/items/i0", Role.Read)]
    [InlineData("GET", "/v1/items/i0/similar", Role.Read)]
    [InlineData("POST", "/v1/recommendations", Role.Read)]
    [InlineData("GET", "/metrics", Role.Read)]
    [InlineData("POST", "/v1/events", Role.Write)]
    [InlineData("GET", "/v1/users/u/recommendations", Role.Write)]
    [InlineData("DELETE", "/v1/users/u", Role.Write)]
    [InlineData("POST", "/v1/admin/reload", Role.Admin)]
    public async Task Each_endpoint_requires_a_key_with_its_role(string method, string path, object needed)
    {
        string? body = method != "POST" ? null : path.Contains("events", StringComparison.Ordinal) ? """{ "user": "u", "item": "i0" }""" : """{ "history": [] }""";
        TestResponse without = await server.SendAsync(HttpMethod.Parse(method), path, body);
        without.Problem(401);
        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.Single().Scheme);
        (await server.SendAsync(HttpMethod.Parse(method), path, body, "elbo_wrong")).Problem(401);
        (await server.SendAsync(HttpMethod.Parse(method), path, body, new string('x', 5000))).Problem(401);
        foreach (Role role in Enum.GetValues<Role>())
        {
            TestResponse answer = await server.SendAsync(HttpMethod.Parse(method), path, body, guarded.Keys[role]);
            if (role < (Role)needed)
            {
                answer.Problem(403);
            }
            else
            {
                Assert.Equal(HttpStatusCode.OK, answer.Status);
            }
        }
    }

    [Fact]
    public void Every_API_endpoint_has_a_role_and_a_rate_limit()
    {
        RouteEndpoint[] api =
        [
            .. server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal)),
        ];

        Assert.True(api.Length > 5);
        Assert.All(api, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<IAuthorizeData>()));
        Assert.All(api, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>()));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    public async Task Health_and_pages_need_no_key(string path) => Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(path)).Status);

    [Fact]
    public async Task The_key_may_be_sent_in_its_own_header()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/model");
        request.Headers.Add("X-Api-Key", guarded.Keys[Role.Read]);

        (await server.SendAsync(request)).Ok();
    }

    [Fact]
    public async Task A_key_over_its_rate_limit_is_rejected_while_another_is_served()
    {
        await using RunningServer slow = await RunningServer.StartAsync([.. guarded.Settings, "--Elbo:RequestsPerSecond=3"]);
        TestResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => slow.GetAsync("/v1/model", guarded.Keys[Role.Read])));

        TestResponse refused = answers.First(answer => answer.Status != HttpStatusCode.OK);
        refused.Problem(429);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        (await slow.GetAsync("/v1/model", guarded.Keys[Role.Write])).Ok();
        Assert.Equal(HttpStatusCode.OK, (await slow.GetAsync("/health/live")).Status);
    }

    [Theory]
    [InlineData("evil.example", 400)]
    [InlineData("127.0.0.1.evil.example", 400)]
    [InlineData("localhost:1234", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]", 200)]
    [InlineData("recommend.example", 200)]
    public async Task Without_keys_only_loopback_names_and_allowed_hosts_are_accepted(string host, int status)
    {
        await using RunningServer open = await RunningServer.StartAsync("--Elbo:AllowedHosts:0=recommend.example");
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/model");
        request.Headers.Host = host;

        Assert.Equal(status, (int)(await open.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("--urls=http://0.0.0.0:0")]
    [InlineData("--urls=http://[::]:0")]
    [InlineData("--urls=http://*:0")]
    [InlineData("--urls=http://127.0.0.1:0;http://+:0")]
    [InlineData("--urls=", "--http_ports=0")]
    [InlineData("--urls=", "--Kestrel:Endpoints:All:Url=http://0.0.0.0:0")]
    public async Task Without_keys_a_public_address_is_refused(params string[] settings)
    {
        ElboException refusal = await Assert.ThrowsAsync<ElboException>(() => RunningServer.StartAsync(settings));
        Assert.Contains("refusing a public address without API keys", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-anonymous", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_keys_or_anonymous_access_listens_on_a_public_address()
    {
        await using RunningServer open = await RunningServer.StartAsync("--urls=http://0.0.0.0:0", "--Elbo:AllowAnonymous=true");
        await using RunningServer keyed = await RunningServer.StartAsync([.. guarded.Settings, "--urls=http://0.0.0.0:0"]);

        Assert.StartsWith("http://0.0.0.0:", open.App.Urls.First(), StringComparison.Ordinal);
        Assert.StartsWith("http://0.0.0.0:", keyed.App.Urls.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_key_is_long_and_random_and_matches_its_entry()
    {
        string[] keys = [.. Enumerable.Range(0, 2).Select(_ => ParseKey(ApiKeyGenerator.Generate("me", "write")))];

        Assert.NotEqual(keys[0], keys[1]);
        Assert.True(keys[0].Length >= 43);
        string text = ApiKeyGenerator.Generate("me", "admin");
        Assert.Contains($"\"role\": \"admin\", \"sha256\": \"{ApiKeyGenerator.Hash(ParseKey(text))}\"", text, StringComparison.Ordinal);
        Assert.Contains("read, write or admin", Assert.Throws<ElboException>(() => ApiKeyGenerator.Generate("me", "king")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_keys_apply_without_a_restart_and_invalid_changes_do_not()
    {
        await using RunningServer server = await RunningServer.StartAsync(guarded.Settings);
        (await server.GetAsync("/v1/model", guarded.Keys[Role.Read])).Ok();

        Change("Elbo:ApiKeys:0:Sha256", ApiKeyGenerator.Hash("elbo_new"));
        (await server.GetAsync("/v1/model", guarded.Keys[Role.Read])).Problem(401);
        (await server.GetAsync("/v1/model", "elbo_new")).Ok();

        Change("Elbo:ApiKeys:0:Sha256", "no hash");
        (await server.GetAsync("/v1/model", "elbo_new")).Ok();
        Assert.Contains(server.Log.Lines, line => line.Contains("keeping the current API keys", StringComparison.Ordinal));
        void Change(string key, string value) => ((ConfigurationManager)server.App.Configuration).AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]);
    }

    [Fact]
    public async Task Unknown_keys_are_counted_and_logged_once_a_minute()
    {
        await using RunningServer server = await RunningServer.StartAsync(guarded.Settings);
        using MetricRecorder metrics = new(server.App.Services.GetRequiredService<IMeterFactory>());
        for (int i = 0; i < 50; i++)
        {
            (await server.GetAsync("/v1/model", $"elbo_guess-{i}")).Problem(401);
        }

        Assert.Equal(50, metrics.Sum("elbo.keys.rejected"));
        Assert.Single(server.Log.Lines, line => line.Contains("unknown API key", StringComparison.Ordinal));
    }

    private static string ParseKey(string text) => text[text.IndexOf("elbo_", StringComparison.Ordinal)..].Split('\n')[0].Trim();

    /// <summary>A server with a key for each role.</summary>
    public sealed class ServerWithKeysFixture : IAsyncLifetime
    {
        public RunningServer Server { get; private set; } = null!;

        internal IReadOnlyDictionary<Role, string> Keys { get; } = Enum.GetValues<Role>().ToDictionary(role => role, role => $"elbo_test-{role}");

        internal string[] Settings =>
            [.. Keys.SelectMany((pair, i) => (string[])[$"--Elbo:ApiKeys:{i}:Name={pair.Key}", $"--Elbo:ApiKeys:{i}:Role={pair.Key}", $"--Elbo:ApiKeys:{i}:Sha256={ApiKeyGenerator.Hash(pair.Value)}"])];

        public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync(Settings);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
