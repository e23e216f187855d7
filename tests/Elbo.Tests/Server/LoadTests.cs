using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Elbo.Tests.Server;

/// <summary>What happens to requests while the server is full, slow or leaving.</summary>
public class LoadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_requests_than_may_be_answered_at_a_time_are_told_to_come_again()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxConcurrent=1");
        TestResponse? second = null;

        TestResponse first = await server.SendAsync(RequestWithDelayedBody(async () => second = await server.GetAsync("/v1/model")));

        first.Ok();
        second!.Problem(503);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        (await server.GetAsync("/v1/model")).Ok();
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_given_up()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:TimeoutSeconds=0.2");
        using TcpClient slow = new();
        await slow.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Stop);
        await using NetworkStream stream = slow.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{"), Stop);

        using StreamReader reader = new(stream);
        string answer = await reader.ReadToEndAsync(Stop);

        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("the request took too long", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_under_way_is_answered_though_the_server_is_told_to_stop()
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
    public async Task A_stopping_server_is_alive_but_not_ready_until_its_door_closes()
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

    /// <summary>A request that reaches the server, then waits for something before it tells its history.</summary>
    private static HttpRequestMessage RequestWithDelayedBody(Func<Task> meanwhile)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/v1/recommendations") { Content = new DelayedContent("""{ "history": ["i0"] }""", meanwhile) };

        // The server asks for the body once it has let the request in.
        request.Headers.ExpectContinue = true;
        return request;
    }

    /// <summary>Returns when nobody listens on a port any more.</summary>
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
