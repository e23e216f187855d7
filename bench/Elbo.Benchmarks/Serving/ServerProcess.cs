using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Elbo.Benchmarks.Serving;

/// <summary>A server process on a free port of the loopback address.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Seconds from start until it reports ready.</summary>
    public double StartSeconds { get; private set; }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Current and peak resident memory, in MiB.</summary>
    public (double Now, double Peak) Memory
    {
        get
        {
            string[] lines = File.ReadAllLines(FormattableString.Invariant($"/proc/{process.Id}/status"));
            return (Value("VmRSS:"), Value("VmHWM:"));

            double Value(string name) => double.Parse(
                lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim('\t'),
                CultureInfo.InvariantCulture) / 1024;
        }
    }

    public static async Task<ServerProcess> StartAsync(string server, string bundle, IReadOnlyList<string> options)
    {
        Uri address = new($"http://127.0.0.1:{FreePort()}");
        long start = Stopwatch.GetTimestamp();
        Process process = Process.Start(new ProcessStartInfo("dotnet", [server, $"--Elbo:Bundle={bundle}", $"--urls={address}", "--Elbo:RequestsPerSecond=0", .. options])
        {
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        ServerProcess started = new(process, address);
        using HttpClient http = new();
        while (!await IsReady(http, address).ConfigureAwait(false))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(1))
            {
                started.Dispose();
                throw new ElboException($"{server}: did not become ready with {bundle}; start it manually to see why");
            }

            await Task.Delay(5).ConfigureAwait(false);
        }

        started.StartSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return started;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static async Task<bool> IsReady(HttpClient http, Uri address)
    {
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(address, "health/ready")).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
