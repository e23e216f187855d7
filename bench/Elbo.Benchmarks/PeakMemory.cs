using System.Diagnostics;
using System.Globalization;

namespace Elbo.Benchmarks;

/// <summary>This process's memory by the operating system's accounting.</summary>
internal static class PeakMemory
{
    /// <summary>Peak resident memory in 2^20 bytes.</summary>
    public static double ReadMb()
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
