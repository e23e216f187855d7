using System.Runtime.InteropServices;

namespace Elbo;

/// <summary>Configures how torch's OpenMP threads wait for each other.</summary>
internal static partial class OpenMpThreads
{
    /// <summary>
    /// Lets waiting threads sleep soon instead of spinning for milliseconds: on a busy machine, spinning takes processor
    /// time from the threads that are waited for. Call it before torch is first used. Values already in the
    /// environment (OMP_WAIT_POLICY, GOMP_SPINCOUNT) are kept.
    /// </summary>
    public static void LimitSpinning()
    {
        bool isConfigured = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null
            || Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is not null;
        if (OperatingSystem.IsLinux() && !isConfigured)
        {
            // The C library's own environment: .NET's is a copy that native code does not see.
            _ = SetEnvironment("GOMP_SPINCOUNT", "2000", overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
