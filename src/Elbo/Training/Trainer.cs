using Elbo.Data;
using Elbo.IO;
using Elbo.Models;

namespace Elbo.Training;

/// <summary>Trains any model; afterwards it has the weights of the epoch with the best validation metric.</summary>
/// <remarks>
/// All random numbers are derived from the seed and the number of the update, so that the same seed, machine and thread
/// count give the same results, whether or not training was interrupted and resumed.
/// </remarks>
public sealed class Trainer(TrainingOptions options, RunContext context, IReadOnlyList<ITrainingCallback>? callbacks = null)
{
    private readonly IReadOnlyList<ITrainingCallback> callbacks = callbacks ?? [];

    /// <summary>Trains a model from the start.</summary>
    /// <param name="model">The model; changed in place.</param>
    /// <param name="train">Training histories.</param>
    /// <param name="validate">The validation metric of a model, higher is better; null trains all epochs and keeps the last weights.</param>
    /// <exception cref="ElboException">The loss is no longer a finite number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; callbacks of a gradient model have been notified.</exception>
    public TrainingResult Train(Model model, InteractionMatrix train, Func<Model, double>? validate = null) => Train(model, train, validate, resume: null);

    /// <summary>Trains a model from the start, or from a checkpoint if it is not null.</summary>
    internal TrainingResult Train(Model model, InteractionMatrix train, Func<Model, double>? validate, Checkpoint? resume)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count == 0)
        {
            throw new ElboException("there are no training interactions; relax the preprocessing or the split");
        }

        return model switch
        {
            ClosedFormModel closedForm => Fit(closedForm, train),
            GradientModel gradient => new TrainingLoop(options, context, callbacks, gradient, train, validate).Run(resume),
            _ => throw new ArgumentException($"{model.GetType().Name} has neither a closed-form solution nor gradients", nameof(model)),
        };
    }

    private TrainingResult Fit(ClosedFormModel model, InteractionMatrix train)
    {
        TrainingContext training = new(model, options, new TrainingProgress(), updatesPerEpoch: 0, () => new Dictionary<string, TensorData>());
        Notify(callback => callback.OnStarted(training));
        long start = context.Clock.GetTimestamp();
        model.Fit(train, context);
        double seconds = context.Clock.GetElapsedTime(start).TotalSeconds;
        Notify(callback => callback.OnCompleted(training));
        return new TrainingResult(training.Progress, seconds, seconds);
    }

    private void Notify(Action<ITrainingCallback> action)
    {
        foreach (ITrainingCallback callback in callbacks)
        {
            action(callback);
        }
    }
}

/// <summary>The result of training.</summary>
/// <param name="Progress">The completed epochs; none for a closed-form model.</param>
/// <param name="TrainSeconds">Total training time in seconds, without validation.</param>
/// <param name="EpochSeconds">Median training time of an epoch in seconds; for a closed-form model the total time.</param>
public sealed record TrainingResult(TrainingProgress Progress, double TrainSeconds, double EpochSeconds)
{
    /// <summary>The epoch whose weights the model has; 0 for a closed-form model.</summary>
    public int BestEpoch => Progress.Best?.Epoch ?? Progress.Epoch;
}
