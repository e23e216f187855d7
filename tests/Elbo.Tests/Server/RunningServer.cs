using System.Net.Http.Headers;
using System.Text;
using Elbo.Server;
using Elbo.Tests.Inference;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Elbo.Tests.Server;

/// <summary>A server in this process, on a free port, with its own folder for the bundle and the event store.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("elbo-server-");
    private WebApplication? app;

    private RunningServer() => ServedBundleFile.Write(Bundle);

    public string Bundle => Path.Combine(folder.FullName, "model.elbo");

    /// <summary>A client without a key.</summary>
    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    /// <summary>Everything that was logged, at any level.</summary>
    public LogRecorder Log { get; } = new();

    public WebApplication App => app!;

    public static async Task<RunningServer> StartAsync(params string[] settings)
    {
        RunningServer server = new();
        try
        {
            server.app = await ServerBuilder.BuildAsync([.. server.Settings(settings)], builder => builder.Logging.ClearProviders().AddProvider(server.Log));
            await server.app.StartAsync(TestContext.Current.CancellationToken);
            server.Client.BaseAddress = new Uri(server.app.Urls.First());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request, with a key if one is given.</summary>
    public async Task<TestResponse> SendAsync(HttpMethod method, string path, string? json = null, string? key = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await SendAsync(request);
    }

    public async Task<TestResponse> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new TestResponse(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType, response.Headers);
    }

    public Task<TestResponse> GetAsync(string path, string? key = null) => SendAsync(HttpMethod.Get, path, key: key);

    public Task<TestResponse> PostAsync(string path, string json, string? key = null) => SendAsync(HttpMethod.Post, path, json, key);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (app is not null)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    private IEnumerable<string> Settings(string[] settings) =>
        [$"--Elbo:Bundle={Bundle}", .. settings.Any(setting => setting.StartsWith("--urls", StringComparison.Ordinal)) ? (string[])[] : ["--urls=http://127.0.0.1:0"], .. settings];
}

/// <summary>A server without keys that the tests of a class share.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>The bundle served in tests: EASE over twelve items, "i0" to "i11", created once.</summary>
internal static class ServedBundleFile
{
    private static readonly Lazy<byte[]> Content = new(() =>
    {
        using TrainedBundle bundle = new();
        return File.ReadAllBytes(bundle.Path);
    });

    public static void Write(string path) => File.WriteAllBytes(path, Content.Value);
}
