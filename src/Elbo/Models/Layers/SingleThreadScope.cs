using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Keeps torch on one thread while steps are too small to be worth sharing: many tiny parallel regions cost more than
/// they save, and on a busy machine each waits for the slowest.
/// </summary>
internal readonly struct SingleThreadScope : IDisposable
{
    private readonly int before;

    /// <param name="batchSizes">Rows of each step's product.</param>
    /// <param name="multiplicationsPerRow">Multiplications for one row.</param>
    /// <param name="splitAbove">Multiplications from which a product is shared among threads.</param>
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
