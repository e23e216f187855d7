using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Elbo.Benchmarks;

/// <summary>Runs one side in a process of its own, so that its memory is its own.</summary>
internal static class SideProcess
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What this process writes when it is the child.</summary>
    public static string Describe(IReadOnlyList<double> milliseconds, bool withMemory = true) =>
        JsonSerializer.Serialize(new SideReport(milliseconds, withMemory ? PeakMb() : null), Json);

    /// <summary>Starts the child for one side and reads what it says.</summary>
    /// <exception cref="InvalidOperationException">The child failed; its words are in the message.</exception>
    public static SideReport Run(Work work, string side, Settings settings)
    {
        ProcessStartInfo start = new() { RedirectStandardOutput = true, RedirectStandardError = true };
        if (side == "peer" && settings.Peer == "python")
        {
            start.FileName = settings.Python;
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peers", $"{work.Name.Replace('-', '_')}.py"));
            start.Environment["OMP_NUM_THREADS"] = settings.Threads.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            start.FileName = Environment.ProcessPath!;
            start.ArgumentList.Add(work.Name);
            start.ArgumentList.Add("--side");
            start.ArgumentList.Add(side);
        }

        foreach ((string name, string? value) in Arguments(settings))
        {
            if (!string.IsNullOrEmpty(value))
            {
                start.ArgumentList.Add(name);
                start.ArgumentList.Add(value);
            }
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{work.Name}, side {side}, ended with code {process.ExitCode}: {errors.Result}");
        }

        return JsonSerializer.Deserialize<SideReport>(output.TrimEnd().Split('\n')[^1], Json)!;
    }

    private static IEnumerable<(string Name, string? Value)> Arguments(Settings settings)
    {
        yield return ("--shape", settings.Shape);
        yield return ("--repeats", settings.Repeats.ToString(CultureInfo.InvariantCulture));
        yield return ("--threads", settings.Threads.ToString(CultureInfo.InvariantCulture));
        yield return ("--seed", settings.Seed.ToString(CultureInfo.InvariantCulture));
        yield return ("--data", settings.Data);
        yield return ("--batch-size", settings.BatchSize?.ToString(CultureInfo.InvariantCulture));
    }

    private static double PeakMb()
    {
        // VmHWM is what Linux counts; elsewhere the process's own count of its peak.
        string? line = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            : null;
        return line is null
            ? Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0
            : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
