using System.CommandLine;
using System.Diagnostics;
using Elbo.Inference;
using Elbo.Runs;

namespace Elbo.Benchmarks.Serving;

/// <summary>Load-tests the server: start-up, memory, latency, and the processor time of client and server.</summary>
internal static class ServeCommand
{
    private const int RequestCount = 5_000;
    private static readonly LoadTestOptions WarmUp = new(Seconds: 5, RequestsPerSecond: 0, Connections: 8);

    public static Command Create()
    {
        Option<string> bundle = new("--bundle") { Required = true, Description = "Bundle to serve" };
        Option<string> server = new("--server") { Required = true, Description = "Path of Elbo.Server.dll" };
        Option<double> seconds = new("--seconds") { DefaultValueFactory = _ => 30, Description = "Duration of the load" };
        Option<double> rate = new("--rate") { DefaultValueFactory = _ => 0, Description = "Requests per second; 0 for as many as the connections allow" };
        Option<int> connections = new("--connections") { DefaultValueFactory = _ => 8, Description = "Connections" };
        Option<double> reload = new("--reload-every") { DefaultValueFactory = _ => 0, Description = "Seconds between reloads of the bundle; 0 for none" };
        Option<string[]> options = new("--setting") { Description = "A server setting, for example Elbo:MaxConcurrentRuns=2; can be repeated" };
        Option<long> seed = new("--seed") { DefaultValueFactory = _ => 42, Description = "Seed of the histories" };
        Option<string?> json = new("--json") { Description = "Also write the results to this file" };
        Command command = new("serve", "load-test a server on this machine") { bundle, server, seconds, rate, connections, reload, options, seed, json };
        command.SetAction(async (parsed, _) =>
        {
            string path = parsed.GetValue(bundle)!;
            IReadOnlyList<byte[]> bodies;
            using (Recommender own = Recommender.Load(path))
            {
                bodies = LoadTestRequests.Create(own, RequestCount, parsed.GetValue(seed));
            }

            using ServerProcess process = await ServerProcess.StartAsync(
                parsed.GetValue(server)!, path, [.. (parsed.GetValue(options) ?? []).Select(setting => $"--{setting}")]).ConfigureAwait(false);
            double freshMb = process.Memory.Now;
            LoadTestClient client = new(new Uri(process.Address, "v1/recommendations"), bodies);
            await client.RunAsync(WarmUp).ConfigureAwait(false);
            TimeSpan serverBefore = process.Cpu;
            TimeSpan clientBefore = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            using CancellationTokenSource over = new();
            Task<(int Done, int Failed)> reloads = ReloadPeriodicallyAsync(process.Address, parsed.GetValue(reload), over.Token);
            LoadTestResult load = await client.RunAsync(new LoadTestOptions(parsed.GetValue(seconds), parsed.GetValue(rate), parsed.GetValue(connections))).ConfigureAwait(false);
            double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double serverCores = (process.Cpu - serverBefore).TotalSeconds / wall;
            double clientCores = (Environment.CpuUsage.TotalTime - clientBefore).TotalSeconds / wall;
            await over.CancelAsync().ConfigureAwait(false);
            (int done, int failed) = await reloads.ConfigureAwait(false);
            Console.WriteLine(ResultFile.Save(
                new
                {
                    benchmark = "serve",
                    model = Path.GetFileName(path),
                    load,
                    reloads = done,
                    failedReloads = failed,
                    startSeconds = process.StartSeconds,
                    freshMb,
                    memoryMb = process.Memory.Now,
                    peakMb = process.Memory.Peak,
                    serverCores,
                    clientCores,
                    processors = Environment.ProcessorCount,
                    command = ResultFile.CommandLine(parsed),
                    environment = RunEnvironment.Describe(),
                },
                parsed.GetValue(json)));
        });
        return command;
    }

    private static async Task<(int Done, int Failed)> ReloadPeriodicallyAsync(Uri address, double every, CancellationToken over)
    {
        int done = 0;
        int failed = 0;
        using HttpClient http = new();
        while (every > 0)
        {
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(every), over).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            using StringContent nothing = new("{}", System.Text.Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await http.PostAsync(new Uri(address, "v1/admin/reload"), nothing, CancellationToken.None).ConfigureAwait(false);
            done++;
            failed += response.IsSuccessStatusCode ? 0 : 1;
        }

        return (done, failed);
    }
}
