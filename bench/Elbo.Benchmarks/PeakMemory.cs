using System.Diagnostics;
using System.Globalization;

namespace Elbo.Benchmarks;

/// <summary>This process's memory as the operating system reports it.</summary>
internal static class PeakMemory
{
    /// <summary>Peak resident memory in MiB.</summary>
    public static double ReadMb()
    {
        // Process.PeakWorkingSet64 is 0 on Linux.
        string? line = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            : null;
        return line is null
            ? Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0
            : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
