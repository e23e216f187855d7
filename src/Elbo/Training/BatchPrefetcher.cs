using Elbo.Data;
using Elbo.Models;

namespace Elbo.Training;

/// <summary>Prepares batches in order, each on another thread while the loss of the previous one is computed.</summary>
internal sealed class BatchPrefetcher(
    GradientModel model, InteractionMatrix train, IReadOnlyList<int[]> batches, Func<int, StepContext> stepOf) : IDisposable
{
    private Task<Func<BatchLoss>>? prefetched = batches.Count == 0 ? null : Task.Run(() => model.PrepareBatch(train, batches[0], stepOf(0)));
    private int next;

    /// <summary>The loss function of the next batch, which the caller runs at once.</summary>
    public Func<BatchLoss> Next()
    {
        Func<BatchLoss> loss = prefetched!.GetAwaiter().GetResult();
        int following = ++next;
        prefetched = following < batches.Count ? Task.Run(() => model.PrepareBatch(train, batches[following], stepOf(following))) : null;
        return loss;
    }

    /// <summary>Waits for a preparation that is still running, as it reads model and data; its result or error is ignored.</summary>
    public void Dispose()
    {
        if (prefetched is not null)
        {
            Task.WaitAny(prefetched);
        }
    }
}
