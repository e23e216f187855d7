using static TorchSharp.torch;

namespace Elbo.Models.Kernels;

/// <summary>
/// Splits the rows of a loop among as many threads as torch may use: torch's setting is the only one for the number of threads.
/// </summary>
internal static class ParallelRows
{
    /// <summary>More parts than threads, so that other threads take over when one is delayed.</summary>
    public const int PartsPerThread = 4;

    /// <summary>Runs a body over ranges [first, end) that together are [0, count). No row may depend on another.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="minRowsPerPart">Minimum number of rows in a range; a smaller loop runs on the calling thread.</param>
    /// <param name="body">Handles one range.</param>
    public static void For(int count, int minRowsPerPart, Action<int, int> body)
    {
        int threads = get_num_threads();
        int parts = Math.Min(threads * PartsPerThread, count / Math.Max(1, minRowsPerPart));
        if (threads == 1 || parts <= 1)
        {
            body(0, count);
            return;
        }

        int PartStart(int part) => (int)((long)count * part / parts);
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part => body(PartStart(part), PartStart(part + 1)));
    }
}
