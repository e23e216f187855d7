using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Elbo.Benchmarks.Serving;

/// <summary>Sends prepared requests over a bounded number of connections.</summary>
/// <remarks>
/// With a fixed rate, latency counts from when a request was due, so that a stalled server cannot hide its delay by
/// keeping the client from sending (coordinated omission).
/// </remarks>
internal sealed class LoadTestClient(Uri address, IReadOnlyList<byte[]> bodies)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<LoadTestResult> RunAsync(LoadTestOptions plan)
    {
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = plan.Connections, UseCookies = false };
        using HttpClient http = new(handler) { Timeout = TimeSpan.FromSeconds(30) };
        using SemaphoreSlim due = new(0);
        long start = Stopwatch.GetTimestamp();
        long sent = -1;
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(plan.Seconds));
        Task<(List<double> Times, long Failed)>[] workers = [.. Enumerable.Range(0, plan.Connections).Select(_ => Task.Run(Work))];
        if (plan.RequestsPerSecond > 0)
        {
            await Task.Factory.StartNew(() => ReleaseOnSchedule(plan.RequestsPerSecond, due, start, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }

        (List<double> Times, long Failed)[] done = await Task.WhenAll(workers).ConfigureAwait(false);
        return LoadTestResult.Compute([.. done.SelectMany(one => one.Times)], done.Sum(one => one.Failed), Stopwatch.GetElapsedTime(start).TotalSeconds);

        async Task<(List<double>, long)> Work()
        {
            List<double> times = [];
            long failed = 0;
            while (await Next().ConfigureAwait(false))
            {
                long number = Interlocked.Increment(ref sent);
                long from = plan.RequestsPerSecond > 0 ? start + (long)(number / plan.RequestsPerSecond * Stopwatch.Frequency) : Stopwatch.GetTimestamp();
                failed += await SendAsync(http, bodies[(int)(number % bodies.Count)]).ConfigureAwait(false) ? 0 : 1;
                times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }

            return (times, failed);
        }

        async Task<bool> Next()
        {
            if (plan.RequestsPerSecond == 0)
            {
                return !end.IsCancellationRequested;
            }

            try
            {
                await due.WaitAsync(end.Token).ConfigureAwait(false);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private async Task<bool> SendAsync(HttpClient http, byte[] body)
    {
        try
        {
            using ByteArrayContent content = new(body);
            content.Headers.ContentType = Json;
            using HttpResponseMessage response = await http.PostAsync(address, content).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Releases requests when they are due. It checks every millisecond, so up to one millisecond is added to the measured latency.</summary>
    private static void ReleaseOnSchedule(double rate, SemaphoreSlim due, long start, CancellationToken end)
    {
        long released = 0;
        while (!end.IsCancellationRequested)
        {
            // A dedicated thread: pool timers fire several milliseconds late while the pool is busy.
            Thread.Sleep(1);
            long now = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate);
            if (now > released)
            {
                due.Release((int)(now - released));
                released = now;
            }
        }
    }
}

/// <summary>How a server is loaded.</summary>
/// <param name="Seconds">Duration in seconds.</param>
/// <param name="RequestsPerSecond">Requests per second, sent at even intervals whatever the response times; 0 for as many as the connections allow.</param>
/// <param name="Connections">Open connections, and so the maximum number of concurrent requests.</param>
internal sealed record LoadTestOptions(double Seconds, double RequestsPerSecond, int Connections);
