using static TorchSharp.torch;

namespace Elbo.Models.Kernels;

/// <summary>
/// Limits torch to one thread while steps are too small to split: many tiny parallel regions cost more than
/// they save, and on a busy machine each waits for the slowest thread.
/// </summary>
internal readonly struct SingleThreadScope : IDisposable
{
    private readonly int before;

    /// <param name="batchSizes">Rows of each step's product.</param>
    /// <param name="multiplicationsPerRow">Multiplications for one row.</param>
    /// <param name="splitAbove">Number of multiplications from which a product is split among threads.</param>
    public SingleThreadScope(int[] batchSizes, long multiplicationsPerRow, long splitAbove)
    {
        before = get_num_threads();
        double meanWidth = batchSizes.Length == 0 ? 0 : batchSizes.Average();
        if (meanWidth * multiplicationsPerRow < splitAbove && before > 1)
        {
            set_num_threads(1);
        }
    }

    public void Dispose()
    {
        if (get_num_threads() != before)
        {
            set_num_threads(before);
        }
    }
}
