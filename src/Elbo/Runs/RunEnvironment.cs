using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Elbo.Runs;

/// <summary>Describes what a run's results may depend on besides its options.</summary>
internal static class RunEnvironment
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>Elbo's own version, with the commit it was built from if known.</summary>
    public static string Version => VersionOf(typeof(RunEnvironment).Assembly);

    /// <summary>
    /// Operating system, processor and memory, versions of .NET, Elbo and TorchSharp, and the git commit of the working
    /// folder if it has one.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Describe()
    {
        Dictionary<string, string> environment = new()
        {
            ["os"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["processor"] = GetProcessorName(),
            ["processors"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):F1} GiB"),
            ["dotnet"] = Environment.Version.ToString(),
            ["elbo"] = Version,
            ["torchsharp"] = VersionOf(typeof(TorchSharp.torch).Assembly),
        };
        if (GitCommit.Find(Environment.CurrentDirectory) is { } commit)
        {
            environment["commit"] = commit;
        }

        return environment;
    }

    /// <summary>The processor's name as reported by the system.</summary>
    private static string GetProcessorName()
    {
        string? named = File.Exists(ProcessorFile)
            ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return named ?? "unknown";
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
