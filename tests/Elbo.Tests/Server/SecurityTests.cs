using System.Net;
using Elbo.Server.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
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
    public async Task Each_endpoint_needs_a_key_of_its_role(string method, string path, object needed)
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
    public void No_endpoint_of_the_API_is_without_a_role_and_a_limit()
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
    public async Task A_key_may_come_in_its_own_header()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/model");
        request.Headers.Add("X-Api-Key", guarded.Keys[Role.Read]);

        (await server.SendAsync(request)).Ok();
    }

    [Fact]
    public async Task Too_many_requests_of_one_key_are_refused_while_another_key_is_answered()
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
    public async Task Without_keys_only_this_machines_names_and_those_set_are_answered(string host, int status)
    {
        await using RunningServer open = await RunningServer.StartAsync("--Elbo:Hosts:0=recommend.example");
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
    public async Task Without_keys_an_address_that_others_reach_is_refused(params string[] settings)
    {
        ElboException refusal = await Assert.ThrowsAsync<ElboException>(() => RunningServer.StartAsync(settings));
        Assert.Contains("no keys are set", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--open", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_server_or_one_with_keys_listens_where_it_is_told_to()
    {
        await using RunningServer open = await RunningServer.StartAsync("--urls=http://0.0.0.0:0", "--Elbo:Open=true");
        await using RunningServer keyed = await RunningServer.StartAsync([.. guarded.Settings, "--urls=http://0.0.0.0:0"]);

        Assert.StartsWith("http://0.0.0.0:", open.App.Urls.First(), StringComparison.Ordinal);
        Assert.StartsWith("http://0.0.0.0:", keyed.App.Urls.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_key_is_long_differs_each_time_and_fits_its_entry()
    {
        string[] keys = [.. Enumerable.Range(0, 2).Select(_ => ParseKey(ApiKeyGenerator.Generate("me", "write")))];

        Assert.NotEqual(keys[0], keys[1]);
        Assert.True(keys[0].Length >= 43);
        string text = ApiKeyGenerator.Generate("me", "admin");
        Assert.Contains($"\"role\": \"admin\", \"sha256\": \"{ApiKeyGenerator.Hash(ParseKey(text))}\"", text, StringComparison.Ordinal);
        Assert.Contains("read, write and admin", Assert.Throws<ElboException>(() => ApiKeyGenerator.Generate("me", "king")).Message, StringComparison.Ordinal);
    }

    private static string ParseKey(string text) => text[text.IndexOf("elbo_", StringComparison.Ordinal)..].Split('\n')[0].Trim();

    /// <summary>A server with a key for each role.</summary>
    public sealed class ServerWithKeysFixture : IAsyncLifetime
    {
        public RunningServer Server { get; private set; } = null!;

        internal IReadOnlyDictionary<Role, string> Keys { get; } = Enum.GetValues<Role>().ToDictionary(role => role, role => $"elbo_test-{role}");

        internal string[] Settings =>
            [.. Keys.SelectMany((pair, i) => (string[])[$"--Elbo:Keys:{i}:Name={pair.Key}", $"--Elbo:Keys:{i}:Role={pair.Key}", $"--Elbo:Keys:{i}:Sha256={ApiKeyGenerator.Hash(pair.Value)}"])];

        public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync(Settings);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
