namespace Elbo.Search;

/// <summary>Watches a study. Called from several threads at once.</summary>
public interface IStudyObserver
{
    /// <summary>A trial begins, or is gone on with.</summary>
    void TrialStarted(TrialLease trial);

    /// <summary>A trial has trained another epoch.</summary>
    void TrialReported(TrialLease trial, TrialMetric metric);

    /// <summary>A trial has ended.</summary>
    void TrialEnded(TrialLease trial, TrialOutcome outcome);

    /// <summary>A trial was taken over by another worker, which ends it.</summary>
    void LeaseLost(TrialLease trial);

    /// <summary>A slot finds nothing to do: the last trials are under way. Called again and again while it waits.</summary>
    /// <param name="leaseDuration">A trial comes free when its worker shows no sign of life for this long.</param>
    void Waiting(TimeSpan leaseDuration);
}
