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

    /// <summary>A trial was taken over by another worker, which ends it.</summary>
    void Lost(TrialLease trial);

    /// <summary>A slot finds nothing to do: the last trials are under way. Called again and again while it waits.</summary>
    /// <param name="lease">A trial comes free when its worker shows no sign of life for this long.</param>
    void Waiting(TimeSpan lease);
}
