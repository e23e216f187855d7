namespace Elbo.Tracking;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>It was trained and measured.</summary>
    Finished,

    /// <summary>An error ended it.</summary>
    Failed,

    /// <summary>It was stopped, and can go on.</summary>
    Killed,
}
