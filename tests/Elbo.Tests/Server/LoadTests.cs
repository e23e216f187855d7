using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Elbo.Server.Recommendations;
using Elbo.Server.Security;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Elbo.Tests.Server;

/// <summary>Requests while the server is at capacity, slow or stopping.</summary>
public class LoadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_over_the_concurrency_limit_get_503_with_Retry_After()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxConcurrentRequests=1");
        Task<TestResponse>[] writes;
        await using (SqliteConnection locking = await LockEventsAsync(server))
        {
            // One write waits for the lock, the other finds no slot.
            writes = [.. Enumerable.Range(0, 2).Select(_ => server.PostAsync("/v1/events", """{ "user": "u", "item": "i0" }"""))];
            TestResponse rejected = await await Task.WhenAny(writes);
            Assert.Contains("server is at capacity", rejected.Problem(503), StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromSeconds(1), rejected.Headers.RetryAfter?.Delta);
        }

        Assert.Equal(1, (await Task.WhenAll(writes)).Count(response => response.Status == HttpStatusCode.OK));
        (await server.GetAsync("/v1/model")).Ok();
    }

    [Fact]
    public async Task A_slowly_sent_body_does_not_occupy_a_request_slot()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxConcurrentRequests=1");
        TestResponse? second = null;

        TestResponse first = await server.SendAsync(RequestWithDelayedBody(async () => second = await server.GetAsync("/v1/model")));

        second!.Ok();
        first.Ok();
    }

    [Fact]
    public async Task A_slow_event_store_does_not_block_other_requests()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxConcurrentRequests=6");
        Task<TestResponse>[] writes;
        await using (SqliteConnection locking = await LockEventsAsync(server))
        {
            // One client can hold two of the store's three slots: two writes wait for the lock, the third is rejected.
            writes = [.. Enumerable.Range(0, 3).Select(_ => server.PostAsync("/v1/events", """{ "user": "u", "item": "i0" }"""))];
            Assert.Contains("event store is at capacity", (await await Task.WhenAny(writes)).Problem(503), StringComparison.Ordinal);

            (await server.PostAsync("/v1/recommendations", """{ "history": ["i0"] }""")).Ok();
        }

        Assert.Equal(2, (await Task.WhenAll(writes)).Count(response => response.Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_client_that_aborts_its_request_leaves_no_error_in_the_log()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxConcurrentRequests=1");
        for (int i = 0; i < 20; i++)
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Stop);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"), Stop);

            // The server now reads the body; the client resets the connection.
            await client.GetStream().ReadExactlyAsync(new byte[25], Stop);
            await client.GetStream().WriteAsync("{"u8.ToArray(), Stop);
            client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        // A server that has stopped has seen all aborts.
        await server.App.StopAsync(Stop);
        AssertNoErrors(server);
    }

    [Fact]
    public async Task A_body_that_times_out_leaves_no_error_in_the_log()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:RequestTimeoutSeconds=0.2");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendHalfABodyAsync(server)));

        await server.App.StopAsync(Stop);
        AssertNoErrors(server);
    }

    [Fact]
    public async Task At_the_connection_limit_the_longest_idle_connection_is_closed()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxConnections=3");
        ConnectionLimiter connections = server.App.Services.GetRequiredService<ConnectionLimiter>();
        TcpClient[] idle = [.. Enumerable.Range(0, 3).Select(_ => new TcpClient())];
        try
        {
            foreach (TcpClient client in idle)
            {
                int before = connections.Count;
                await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Stop);
                while (connections.Count == before)
                {
                    await Task.Yield();
                    Stop.ThrowIfCancellationRequested();
                }
            }

            (await server.GetAsync("/v1/model")).Ok();

            // The server closed the first; the others can still be used.
            await Assert.ThrowsAsync<IOException>(async () => await idle[0].GetStream().ReadExactlyAsync(new byte[1], Stop));
            await idle[1].GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), Stop);
            using StreamReader reader = new(idle[1].GetStream());
            Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);
        }
        finally
        {
            Array.ForEach(idle, client => client.Dispose());
        }
    }

    [Fact]
    public async Task The_connection_limit_stays_below_the_process_limit_on_open_files()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxConnections=1000000");

        int limit = server.App.Services.GetRequiredService<ConnectionLimiter>().Limit;

        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        string soft = (await File.ReadAllLinesAsync("/proc/self/limits", Stop)).Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        Assert.Equal(Math.Min(1_000_000, int.Parse(soft, CultureInfo.InvariantCulture) / 2), limit);
    }

    [Fact]
    public async Task A_client_with_many_waiting_histories_does_not_delay_another()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:MaxBatchSize=1");
        FairQueue histories = server.App.Services.GetRequiredService<RecommendationService>().Histories;
        Task<FairQueue.Turn>[] busy = [.. Enumerable.Range(0, 1000).Select(_ => histories.EnterAsync("key busy", Stop).AsTask())];
        Task<TestResponse> other = server.PostAsync("/v1/recommendations", """{ "history": ["i0"] }""");
        while (histories.WaitingClients < 2)
        {
            await Task.Yield();
            Stop.ThrowIfCancellationRequested();
        }

        // Two histories run at a time; of the two turns that become free, one is the other client's.
        (await busy[0]).Dispose();
        (await busy[1]).Dispose();

        (await other).Ok();
        Assert.True(busy.Count(turn => !turn.IsCompleted) > 990);
    }

    [Fact]
    public async Task A_slow_request_times_out()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:RequestTimeoutSeconds=0.2");

        string answer = await SendHalfABodyAsync(server);

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

    private static void AssertNoErrors(RunningServer server) =>
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(" Error ", StringComparison.Ordinal) || line.Contains(" Warning ", StringComparison.Ordinal));

    /// <summary>Sends a request whose body stays incomplete; returns the response.</summary>
    private static async Task<string> SendHalfABodyAsync(RunningServer server)
    {
        using TcpClient slow = new();
        await slow.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Stop);
        await using NetworkStream stream = slow.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{"), Stop);
        using StreamReader reader = new(stream);
        StringBuilder response = new();
        while (await reader.ReadLineAsync(Stop) is { } line && line != "0")
        {
            response.AppendLine(line);
        }

        return response.ToString();
    }

    /// <summary>Locks the event store for writing until the connection is closed.</summary>
    private static async Task<SqliteConnection> LockEventsAsync(RunningServer server)
    {
        SqliteConnection connection = new($"Data Source={Path.ChangeExtension(server.Bundle, ".events.db")};Pooling=false");
        await connection.OpenAsync(Stop);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(Stop);
        return connection;
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
