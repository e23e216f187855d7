using Elbo.Data;
using Elbo.Models;

namespace Elbo.Training;

/// <summary>The losses of some batches in order; while one is computed, the next batch is prepared on another thread.</summary>
internal sealed class PreparedBatches(
    GradientModel model, InteractionMatrix train, IReadOnlyList<int[]> batches, Func<int, TrainingStep> stepOf) : IDisposable
{
    private Task<Func<StepLoss>>? ahead = batches.Count == 0 ? null : Task.Run(() => model.Prepare(train, batches[0], stepOf(0)));
    private int next;

    /// <summary>The loss of the next batch, to be computed at once.</summary>
    public Func<StepLoss> Next()
    {
        Func<StepLoss> loss = ahead!.GetAwaiter().GetResult();
        int following = ++next;
        ahead = following < batches.Count ? Task.Run(() => model.Prepare(train, batches[following], stepOf(following))) : null;
        return loss;
    }

    /// <summary>Waits for what is still being prepared, for it reads model and data; what became of it is of no interest any more.</summary>
    public void Dispose()
    {
        if (ahead is not null)
        {
            Task.WaitAny(ahead);
        }
    }
}
