using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Shares the rows of a loop among as many threads as torch may use: torch's setting is the one place that says how
/// many threads a run has.
/// </summary>
internal static class ParallelRows
{
    /// <summary>More parts than threads, so that a thread which is held up leaves the rest to the others.</summary>
    public const int PartsPerThread = 4;

    /// <summary>Runs a body over ranges [first, end) that together are [0, count). No row may depend on another.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="minRowsPerPart">A range has at least so many rows; what is smaller runs on the calling thread.</param>
    /// <param name="body">Does one range.</param>
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
