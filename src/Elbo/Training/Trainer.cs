using Elbo.Data;
using Elbo.IO;
using Elbo.Models;

namespace Elbo.Training;

/// <summary>Trains any model; after it the model has the weights of the epoch with the best validation metric.</summary>
/// <remarks>
/// Every draw is derived from the seed and the number of the update, so that the same seed, machine and thread
/// count give the same numbers, whether a training was interrupted and taken up again or not.
/// </remarks>
public sealed class Trainer(TrainingOptions options, RunContext context, IReadOnlyList<ITrainingCallback>? callbacks = null)
{
    private readonly IReadOnlyList<ITrainingCallback> callbacks = callbacks ?? [];

    /// <summary>Trains a model from the beginning, or from a checkpoint on.</summary>
    /// <param name="model">The model; changed in place.</param>
    /// <param name="train">Training histories.</param>
    /// <param name="validate">The validation metric of a model, higher is better; null trains all epochs and keeps the last.</param>
    /// <param name="resume">Where to go on; null from the beginning.</param>
    /// <exception cref="ElboException">The loss is not a finite number any more.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled; for a gradient model callbacks have been told before.</exception>
    public TrainingResult Train(Model model, InteractionMatrix train, Func<Model, double>? validate = null, Checkpoint? resume = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count == 0)
        {
            throw new ElboException("there are no training interactions; loosen the preparation or the split");
        }

        return model switch
        {
            ClosedFormModel closedForm => Fit(closedForm, train),
            GradientModel gradient => new TrainingLoop(options, context, callbacks, gradient, train, validate).Run(resume),
            _ => throw new ArgumentException($"{model.GetType().Name} is neither solved nor trained", nameof(model)),
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
