using System.Diagnostics;
using System.Globalization;

namespace Elbo.Benchmarks;

/// <summary>Runs one variant in its own process, so that memory is measured per variant.</summary>
internal static class VariantProcess
{
    /// <summary>Starts the child process and reads its report.</summary>
    /// <exception cref="InvalidOperationException">The child failed; the message has its error output.</exception>
    public static VariantReport Run(Benchmark benchmark, string variant, BenchmarkOptions options)
    {
        ProcessStartInfo start = new() { RedirectStandardError = true };
        if (variant == "baseline" && options.Baseline == "python")
        {
            start.FileName = options.Python;
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "baselines", $"{benchmark.Name.Replace('-', '_')}.py"));
            start.Environment["OMP_NUM_THREADS"] = options.Threads.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            start.FileName = Environment.ProcessPath!;
            start.ArgumentList.Add(benchmark.Name);
            start.ArgumentList.Add("--variant");
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
        yield return ("--size", options.Size);
        yield return ("--repeats", options.Repeats.ToString(CultureInfo.InvariantCulture));
        yield return ("--threads", options.Threads.ToString(CultureInfo.InvariantCulture));
        yield return ("--seed", options.Seed.ToString(CultureInfo.InvariantCulture));
        yield return ("--data", options.Data);
        yield return ("--batch-size", options.BatchSize?.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>What a variant's process prints at its end, as one line of JSON.</summary>
/// <param name="Milliseconds">Each measurement.</param>
/// <param name="PeakMb">Peak resident memory of the process in MiB; null where the work runs in another process.</param>
internal sealed record VariantReport(IReadOnlyList<double> Milliseconds, double? PeakMb);
