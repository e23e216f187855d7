namespace Elbo.Training;

/// <summary>Takes part in a training: reports it, saves it or ends it.</summary>
public interface ITrainingCallback
{
    /// <summary>Before the first step, also when a training is taken up again.</summary>
    void Started(TrainingRun run)
    {
    }

    /// <summary>After each update; kept short, for there are many.</summary>
    void StepEnded(TrainingRun run)
    {
    }

    /// <summary>After an epoch and its validation; the run's progress ends with that epoch.</summary>
    void EpochEnded(TrainingRun run)
    {
    }

    /// <summary>When the training is cancelled, between two updates.</summary>
    void Interrupted(TrainingRun run)
    {
    }

    /// <summary>After the last epoch, before the best weights are put back.</summary>
    void Ended(TrainingRun run)
    {
    }
}
