using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Elbo.Server.Events;

namespace Elbo.Tests.Server;

/// <summary>The server as its own process, killed without warning under load.</summary>
public sealed class KilledServerTests : IDisposable
{
    private const int Clients = 8;
    private const int Events = 10_000;
    private const int Kills = 5;
    private const int EventsPerRequest = 10;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("elbo-killed-");
    private readonly ConcurrentBag<(string User, string Item)> acknowledged = [];
    private volatile TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim answered = new(0);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Bundle => Path.Combine(folder.FullName, "model.elbo");

    public void Dispose()
    {
        answered.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task No_acknowledged_event_is_lost_when_the_server_is_killed_repeatedly()
    {
        ServedBundleFile.Write(Bundle);
        Process server = await StartAsync();
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(SendAsync)];
        for (int kill = 0; kill < Kills; kill++)
        {
            // The kills are spread evenly over the run.
            for (int answers = 0; answers < Events / EventsPerRequest / (Kills + 1); answers++)
            {
                await answered.WaitAsync(Stop);
            }

            address = new(TaskCreationOptions.RunContinuationsAsynchronously);
            server.Kill();
            await server.WaitForExitAsync(Stop);
            server.Dispose();
            server = await StartAsync();
        }

        await Task.WhenAll(clients);
        server.Kill();
        await server.WaitForExitAsync(Stop);
        server.Dispose();

        Assert.Equal(Events, acknowledged.Count);
        await using EventStore store = EventStoreContract.Open(Path.ChangeExtension(Bundle, ".events.db"));
        foreach (IGrouping<string, string> events in acknowledged.GroupBy(one => one.User, one => one.Item))
        {
            IReadOnlyList<string> history = (await store.GetHistoryAsync(events.Key, Events, Stop)).Items;
            Assert.Empty(events.Except(history));
        }
    }

    /// <summary>Sends one client's events; those that are not acknowledged are sent again to the restarted server.</summary>
    private async Task SendAsync(int client)
    {
        using HttpClient http = new();
        for (int first = 0; first < Events / Clients; first += EventsPerRequest)
        {
            (string User, string Item)[] events = [.. Enumerable.Range(first, EventsPerRequest).Select(i => ($"client {client}", $"{i}"))];
            while (!await TrySendAsync(http, events))
            {
                Stop.ThrowIfCancellationRequested();
            }

            Array.ForEach(events, acknowledged.Add);
            answered.Release();
        }
    }

    private async Task<bool> TrySendAsync(HttpClient http, (string User, string Item)[] events)
    {
        Uri server = await address.Task.WaitAsync(Stop);
        try
        {
            using HttpResponseMessage response = await http.PostAsJsonAsync(
                new Uri(server, "v1/events"), new { events = events.Select(one => new { user = one.User, item = one.Item }) }, Stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Starts the process and waits until it reports its address.</summary>
    private async Task<Process> StartAsync()
    {
        const string Listening = "Now listening on: ";
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Elbo.Server.dll"), $"--Elbo:Bundle={Bundle}", "--urls=http://127.0.0.1:0" },
        };
        Process process = new() { StartInfo = start };
        ConcurrentQueue<string> outputLines = [];
        TaskCompletionSource<Uri> listening = address;
        process.OutputDataReceived += (_, line) =>
        {
            outputLines.Enqueue(line.Data ?? "");
            if (line.Data is { } text && text.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and int at)
            {
                listening.TrySetResult(new Uri(text[(at + Listening.Length)..]));
            }
        };
        process.ErrorDataReceived += (_, line) => outputLines.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Task ended = process.WaitForExitAsync(Stop);
        Assert.True(await Task.WhenAny(listening.Task, ended) == listening.Task, $"the server exited: {string.Join('\n', outputLines)}");
        return process;
    }
}
