using System.Runtime.InteropServices;

namespace Elbo;

/// <summary>How torch's threads wait for each other.</summary>
public static partial class OpenMpThreads
{
    /// <summary>
    /// Lets OpenMP's threads sleep soon instead of spinning for milliseconds: on a machine that does other work too, each
    /// parallel region otherwise burns the time of the thread it waits for. To be called before torch is first
    /// used; settings in the environment (OMP_WAIT_POLICY, GOMP_SPINCOUNT) stay as they are.
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
