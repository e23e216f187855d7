using System.Runtime.CompilerServices;

namespace Elbo.Tests;

internal static class TestModuleInitializer
{
    /// <summary>Test classes run in parallel: before any of them loads torch, the spinning of its threads is limited.</summary>
    [ModuleInitializer]
    internal static void Initialize() => OpenMpThreads.LimitSpinning();
}
