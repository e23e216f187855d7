namespace Elbo.Training;

/// <summary>Takes part in a training: reports it, saves it or ends it.</summary>
public interface ITrainingCallback
{
    /// <summary>Before the first step, also when a training is taken up again.</summary>
    void OnStarted(TrainingContext training)
    {
    }

    /// <summary>After each update; kept short, for there are many.</summary>
    void OnStepCompleted(TrainingContext training)
    {
    }

    /// <summary>After an epoch and its validation; the run's progress ends with that epoch.</summary>
    void OnEpochCompleted(TrainingContext training)
    {
    }

    /// <summary>When the training is cancelled, between two updates.</summary>
    void OnInterrupted(TrainingContext training)
    {
    }

    /// <summary>After the last epoch, before the best weights are put back.</summary>
    void OnCompleted(TrainingContext training)
    {
    }
}
