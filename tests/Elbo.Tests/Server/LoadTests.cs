using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Elbo.Tests.Server;

/// <summary>Requests while the server is at capacity, slow or stopping.</summary>
public class LoadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_over_the_concurrency_limit_get_503_with_Retry_After()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxConcurrentRequests=1");
        TestResponse? second = null;

        TestResponse first = await server.SendAsync(RequestWithDelayedBody(async () => second = await server.GetAsync("/v1/model")));

        first.Ok();
        second!.Problem(503);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        (await server.GetAsync("/v1/model")).Ok();
    }

    [Fact]
    public async Task A_slow_request_times_out()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:RequestTimeoutSeconds=0.2");
        using TcpClient slow = new();
        await slow.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Stop);
        await using NetworkStream stream = slow.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{"), Stop);

        using StreamReader reader = new(stream);
        string answer = await reader.ReadToEndAsync(Stop);

        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("the request timed out", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_in_progress_is_completed_when_the_server_stops()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Task? stopping = null;

        TestResponse answer = await server.SendAsync(RequestWithDelayedBody(async () =>
        {
            stopping = server.App.StopAsync(Stop);
            await WaitUntilClosedAsync(server.Client.BaseAddress!.Port);
        }));

        answer.Ok();
        await stopping!;
    }

    [Fact]
    public async Task A_stopping_server_is_live_but_not_ready_until_it_stops_listening()
    {
        await using RunningServer leaving = await RunningServer.StartAsync("--Elbo:DrainSeconds=1");
        Assert.Equal(HttpStatusCode.OK, (await leaving.GetAsync("/health/ready")).Status);

        Task stopping = leaving.App.StopAsync(TestContext.Current.CancellationToken);

        while ((await leaving.GetAsync("/health/ready")).Status != HttpStatusCode.ServiceUnavailable)
        {
            Assert.False(stopping.IsCompleted);
        }

        Assert.Equal(HttpStatusCode.OK, (await leaving.GetAsync("/health/live")).Status);
        (await leaving.PostAsync("/v1/recommendations", """{ "history": [] }""")).Ok();
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => leaving.GetAsync("/health/live"));
    }

    /// <summary>A request that runs an action after its headers have reached the server and before it sends its body.</summary>
    private static HttpRequestMessage RequestWithDelayedBody(Func<Task> meanwhile)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/v1/recommendations") { Content = new DelayedContent("""{ "history": ["i0"] }""", meanwhile) };

        // The server requests the body once it has admitted the request.
        request.Headers.ExpectContinue = true;
        return request;
    }

    /// <summary>Returns when the port no longer accepts connections.</summary>
    private static async Task WaitUntilClosedAsync(int port)
    {
        while (true)
        {
            Stop.ThrowIfCancellationRequested();
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, port, Stop);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private sealed class DelayedContent : HttpContent
    {
        private readonly string json;
        private readonly Func<Task> before;

        public DelayedContent(string json, Func<Task> before)
        {
            (this.json, this.before) = (json, before);
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await before();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(json), Stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Encoding.UTF8.GetByteCount(json);
            return true;
        }
    }
}
