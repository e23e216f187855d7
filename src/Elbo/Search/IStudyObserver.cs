namespace Elbo.Search;

/// <summary>Observes the progress of a study. Called from several threads at once.</summary>
public interface IStudyObserver
{
    /// <summary>A trial starts or resumes.</summary>
    void TrialStarted(TrialLease trial);

    /// <summary>A trial has finished an epoch.</summary>
    void TrialReported(TrialLease trial, TrialMetric metric);

    /// <summary>A trial has ended.</summary>
    void TrialEnded(TrialLease trial, TrialOutcome outcome);

    /// <summary>Another worker has taken over the trial and will finish it.</summary>
    void LeaseLost(TrialLease trial);

    /// <summary>No trial is available, but other workers are still running some. Called repeatedly while waiting.</summary>
    /// <param name="leaseDuration">A trial is taken over when its worker sends no heartbeat for this long.</param>
    void Waiting(TimeSpan leaseDuration);
}
