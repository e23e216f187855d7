using Elbo.Data;
using Elbo.Models;

namespace Elbo.Training;

/// <summary>The losses of some batches in order; while one is computed, the next batch is prepared on another thread.</summary>
internal sealed class BatchPrefetcher(
    GradientModel model, InteractionMatrix train, IReadOnlyList<int[]> batches, Func<int, StepContext> stepOf) : IDisposable
{
    private Task<Func<BatchLoss>>? prefetched = batches.Count == 0 ? null : Task.Run(() => model.PrepareBatch(train, batches[0], stepOf(0)));
    private int next;

    /// <summary>The loss of the next batch, to be computed at once.</summary>
    public Func<BatchLoss> Next()
    {
        Func<BatchLoss> loss = prefetched!.GetAwaiter().GetResult();
        int following = ++next;
        prefetched = following < batches.Count ? Task.Run(() => model.PrepareBatch(train, batches[following], stepOf(following))) : null;
        return loss;
    }

    /// <summary>Waits for what is still being prepared, for it reads model and data; what became of it is of no interest any more.</summary>
    public void Dispose()
    {
        if (prefetched is not null)
        {
            Task.WaitAny(prefetched);
        }
    }
}
