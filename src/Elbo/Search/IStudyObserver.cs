namespace Elbo.Search;

/// <summary>Watches a study. Called from several threads at once.</summary>
public interface IStudyObserver
{
    /// <summary>A trial begins, or is gone on with.</summary>
    void Started(TrialLease trial);

    /// <summary>A trial has trained another epoch.</summary>
    void Reported(TrialLease trial, TrialPoint point);

    /// <summary>A trial has ended.</summary>
    void Ended(TrialLease trial, TrialOutcome outcome);
}
