using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Elbo.Models.Kernels;

/// <summary>
/// Splits the rows of a loop among as many threads as torch may use: torch's setting is the only one for the number of threads.
/// </summary>
internal static class ParallelRows
{
    /// <summary>More parts than threads, so that other threads take over when one is delayed.</summary>
    public const int PartsPerThread = 4;

    // Torch's threads before it was limited to one; 0 for as many as it has now.
    [ThreadStatic]
    private static int threadsOfScope;

    /// <summary>Threads that a loop on this thread may use.</summary>
    public static int ThreadCount => threadsOfScope > 0 ? threadsOfScope : get_num_threads();

    /// <summary>Whether torch is limited to one thread by <see cref="LimitTorchToOneThread"/>.</summary>
    public static bool IsTorchLimited => threadsOfScope > 0;

    /// <summary>
    /// Limits torch to one thread, until disposed, while loops of this thread keep theirs: for steps with many small tensor operations, where
    /// torch's threads would be woken for each and compete with those of the loops.
    /// </summary>
    public static IDisposable? LimitTorchToOneThread()
    {
        int threads = get_num_threads();
        if (threads == 1 || IsTorchLimited || !Fma.IsSupported)
        {
            return null;
        }

        return new Scope(threads);
    }

    /// <summary>Runs a body over ranges [first, end) that together are [0, count). No row may depend on another.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="minRowsPerPart">Minimum number of rows in a range; a smaller loop runs on the calling thread.</param>
    /// <param name="body">Handles one range.</param>
    public static void For(int count, int minRowsPerPart, Action<int, int> body)
    {
        int threads = ThreadCount;
        int parts = Math.Min(threads * PartsPerThread, count / Math.Max(1, minRowsPerPart));
        if (threads == 1 || parts <= 1)
        {
            body(0, count);
            return;
        }

        int PartStart(int part) => (int)((long)count * part / parts);
        Run(threads, parts, part => body(PartStart(part), PartStart(part + 1)));
    }

    /// <summary>Runs a body for each part in [0, parts), in any order.</summary>
    public static void Run(int threads, int parts, Action<int> body)
    {
        if (!ThreadTeam.TryRun(Math.Min(threads, parts), parts, body))
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
        }
    }

    private sealed class Scope : IDisposable
    {
        public Scope(int threads)
        {
            threadsOfScope = threads;
            set_num_threads(1);
        }

        public void Dispose()
        {
            set_num_threads(threadsOfScope);
            threadsOfScope = 0;
        }
    }
}
