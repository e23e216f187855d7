using System.Diagnostics;
using System.Globalization;

namespace Elbo.Benchmarks;

/// <summary>Runs one side in a process of its own, so that its memory is its own.</summary>
internal static class SideProcess
{
    /// <summary>Starts the child for one side and reads what it says.</summary>
    /// <exception cref="InvalidOperationException">The child failed; its words are in the message.</exception>
    public static SideReport Run(Work work, string side, Settings settings)
    {
        ProcessStartInfo start = new() { RedirectStandardError = true };
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

        return ChildProcess.Run<SideReport>(start);
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
}
