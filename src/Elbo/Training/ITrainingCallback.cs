namespace Elbo.Training;

/// <summary>Observes training: reports, saves or ends it.</summary>
public interface ITrainingCallback
{
    /// <summary>Called before the first step, also when training is resumed.</summary>
    void OnStarted(TrainingContext training)
    {
    }

    /// <summary>Called after each update; should be fast, as there are many.</summary>
    void OnStepCompleted(TrainingContext training)
    {
    }

    /// <summary>Called after an epoch and its validation; the progress includes that epoch.</summary>
    void OnEpochCompleted(TrainingContext training)
    {
    }

    /// <summary>Called when training is cancelled, between two updates.</summary>
    void OnInterrupted(TrainingContext training)
    {
    }

    /// <summary>Called after the last epoch, before the best weights are restored.</summary>
    void OnCompleted(TrainingContext training)
    {
    }
}
