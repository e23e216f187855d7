using System.Runtime.CompilerServices;

namespace Elbo.Tests;

internal static class TorchThreadsOfTests
{
    /// <summary>Test classes run at once: before any of them loads torch, its threads are told not to spin.</summary>
    [ModuleInitializer]
    internal static void Settle() => ThreadWaiting.Settle();
}
