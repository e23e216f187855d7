namespace Elbo.Search;

/// <summary>What a trial can be, as it stands in stores and summaries.</summary>
public static class TrialState
{
    /// <summary>Trained to its end, or until its own early stopping.</summary>
    public const string Completed = "completed";

    /// <summary>Ended early, being behind other trials.</summary>
    public const string Pruned = "pruned";

    /// <summary>Ended by an error or a crash.</summary>
    public const string Failed = "failed";

    /// <summary>Under way: a worker holds its lease.</summary>
    public const string Running = "running";

    /// <summary>Proposed or interrupted, and free to be taken.</summary>
    public const string Waiting = "waiting";

    /// <summary>True for a trial that nobody goes on with.</summary>
    public static bool HasEnded(string state) => state is Completed or Pruned or Failed;
}
