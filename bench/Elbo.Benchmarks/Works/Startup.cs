using System.Diagnostics;

namespace Elbo.Benchmarks.Works;

/// <summary>From the start of <c>elbo --help</c> to its end; the floor is a program that does nothing.</summary>
internal sealed class Startup : Work
{
    /// <summary>The hidden command of this program that does nothing.</summary>
    public const string Nothing = "nothing";

    public override string Name => "startup";

    public override string Summary => "elbo --help, from start to end; the floor is a .NET program that does nothing";

    public override string Unit => "start";

    public override IReadOnlyList<string> Sides => ["elbo", "floor"];

    public override bool UsesOwnMemory => false;

    public override IReadOnlyList<double> Measure(string side, Settings settings)
    {
        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        ProcessStartInfo start = side == "elbo"
            ? new(Path.Combine(AppContext.BaseDirectory, "Elbo.Cli" + suffix), "--help")
            : new(Environment.ProcessPath!, Nothing);
        start.RedirectStandardOutput = true;
        return Stopwatches.Time(2, settings.Repeats, () =>
        {
            using Process process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{start.FileName} ended with code {process.ExitCode}");
            }
        });
    }
}
