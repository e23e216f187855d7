using System.Collections.Specialized;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Elbo.Tests.Tracking;

/// <summary>A received request.</summary>
internal sealed record StubRequest(string Method, string Path, NameValueCollection Query, string? Authorization, string? ContentType, byte[] Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
}

/// <summary>A response; a body other than a string is written as JSON.</summary>
internal sealed record StubResponse(int Status, object Body, params (string Name, string Value)[] Headers);

/// <summary>An HTTP server on loopback that responds with a function; for null it never responds.</summary>
internal sealed class StubServer : IDisposable
{
    private readonly HttpListener listener;
    private readonly Func<StubRequest, StubResponse?> answer;
    private readonly TaskCompletionSource disposed = new();
    private readonly List<StubRequest> requests = [];
    private readonly Task serving;

    public StubServer(Func<StubRequest, StubResponse?> answer)
    {
        this.answer = answer;
        (listener, Address) = Listen();
        serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>If set, requests wait until it completes.</summary>
    public TaskCompletionSource? Gate { get; init; }

    public IReadOnlyList<StubRequest> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>An address where no server listens.</summary>
    public static Uri UnusedAddress()
    {
        using StubServer gone = new(_ => null);
        return gone.Address;
    }

    public void Dispose()
    {
        disposed.TrySetResult();
        listener.Close();
        serving.GetAwaiter().GetResult();
    }

    private static (HttpListener Listener, Uri Address) Listen()
    {
        // Another program may take the free port before it is used.
        for (int attempt = 0; ; attempt++)
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            string address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            free.Stop();
            HttpListener listener = new() { Prefixes = { address } };
            try
            {
                listener.Start();
                return (listener, new Uri(address));
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        List<Task> under = [];
        while (true)
        {
            try
            {
                HttpListenerContext context = await listener.GetContextAsync();
                under.Add(RespondAsync(context));
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                await Task.WhenAll(under);
                return;
            }
        }
    }

    private async Task RespondAsync(HttpListenerContext context)
    {
        try
        {
            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            StubRequest request = new(
                context.Request.HttpMethod,
                Uri.UnescapeDataString(context.Request.Url!.AbsolutePath),
                context.Request.QueryString,
                context.Request.Headers["Authorization"],
                context.Request.ContentType,
                body.ToArray());
            StubResponse? given;
            lock (requests)
            {
                requests.Add(request);
                given = answer(request);
            }

            // Like many proxies, requires a Content-Length.
            if (request.Method != "GET" && context.Request.ContentLength64 < 0)
            {
                given = new StubResponse(411, "Length Required");
            }

            await Task.WhenAny(disposed.Task, given is null ? disposed.Task : Gate?.Task ?? Task.CompletedTask);
            if (given is null)
            {
                context.Response.Abort();
                return;
            }

            context.Response.StatusCode = given.Status;
            foreach ((string name, string value) in given.Headers)
            {
                context.Response.Headers[name] = value;
            }

            byte[] bytes = given.Body is string text ? System.Text.Encoding.UTF8.GetBytes(text) : JsonSerializer.SerializeToUtf8Bytes(given.Body);
            context.Response.Close(bytes, willBlock: false);
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client has disconnected.
        }
    }
}
