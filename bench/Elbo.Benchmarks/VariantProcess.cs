using System.Diagnostics;
using System.Globalization;

namespace Elbo.Benchmarks;

/// <summary>Runs one side in a process of its own, so that its memory is its own.</summary>
internal static class VariantProcess
{
    /// <summary>Starts the child for one side and reads what it says.</summary>
    /// <exception cref="InvalidOperationException">The child failed; its words are in the message.</exception>
    public static VariantReport Run(Benchmark benchmark, string variant, BenchmarkOptions options)
    {
        ProcessStartInfo start = new() { RedirectStandardError = true };
        if (variant == "peer" && options.Baseline == "python")
        {
            start.FileName = options.Python;
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peers", $"{benchmark.Name.Replace('-', '_')}.py"));
            start.Environment["OMP_NUM_THREADS"] = options.Threads.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            start.FileName = Environment.ProcessPath!;
            start.ArgumentList.Add(benchmark.Name);
            start.ArgumentList.Add("--side");
            start.ArgumentList.Add(variant);
        }

        foreach ((string name, string? value) in Arguments(options))
        {
            if (!string.IsNullOrEmpty(value))
            {
                start.ArgumentList.Add(name);
                start.ArgumentList.Add(value);
            }
        }

        return ChildProcess.Run<VariantReport>(start);
    }

    private static IEnumerable<(string Name, string? Value)> Arguments(BenchmarkOptions options)
    {
        yield return ("--shape", options.Size);
        yield return ("--repeats", options.Repeats.ToString(CultureInfo.InvariantCulture));
        yield return ("--threads", options.Threads.ToString(CultureInfo.InvariantCulture));
        yield return ("--seed", options.Seed.ToString(CultureInfo.InvariantCulture));
        yield return ("--data", options.Data);
        yield return ("--batch-size", options.BatchSize?.ToString(CultureInfo.InvariantCulture));
    }
}
