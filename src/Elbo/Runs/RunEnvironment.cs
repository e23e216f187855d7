using System.Reflection;
using System.Runtime.InteropServices;

namespace Elbo.Runs;

/// <summary>What a run's figures may depend on besides its options.</summary>
public static class RunEnvironment
{
    /// <summary>Operating system, processor architecture and count, and versions of .NET, Elbo and TorchSharp.</summary>
    public static IReadOnlyDictionary<string, string> Describe() => new Dictionary<string, string>
    {
        ["os"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["processors"] = Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["dotnet"] = Environment.Version.ToString(),
        ["elbo"] = VersionOf(typeof(RunEnvironment).Assembly),
        ["torchsharp"] = VersionOf(typeof(TorchSharp.torch).Assembly),
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
