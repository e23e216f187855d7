using System.Diagnostics;

namespace Elbo.Benchmarks.Workloads;

/// <summary>The duration of <c>elbo --help</c>; the lower bound is a program that does nothing.</summary>
internal sealed class StartupBenchmark : Benchmark
{
    /// <summary>The hidden command that does nothing.</summary>
    public const string NoOp = "noop";

    public override string Name => "startup";

    public override string Summary => "elbo --help, from start to exit; the lower bound is a .NET program that does nothing";

    public override string Unit => "start";

    public override IReadOnlyList<string> Variants => ["elbo", "lower-bound"];

    public override bool RunsInProcess => false;

    public override IReadOnlyList<double> Measure(string variant, BenchmarkOptions options)
    {
        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        ProcessStartInfo start = variant == "elbo"
            ? new(Path.Combine(AppContext.BaseDirectory, "Elbo.Cli" + suffix), "--help")
            : new(Environment.ProcessPath!, NoOp);
        start.RedirectStandardOutput = true;
        return Timing.Measure(2, options.Repeats, () =>
        {
            using Process process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{start.FileName} exited with code {process.ExitCode}");
            }
        });
    }
}
