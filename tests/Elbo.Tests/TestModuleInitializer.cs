using System.Runtime.CompilerServices;

namespace Elbo.Tests;

internal static class TestModuleInitializer
{
    /// <summary>Test classes run at once: before any of them loads torch, its threads are told not to spin.</summary>
    [ModuleInitializer]
    internal static void Initialize() => OpenMpThreads.LimitSpinning();
}
