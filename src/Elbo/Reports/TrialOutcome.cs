namespace Elbo.Reports;

/// <summary>How a trial ended, as reports tell them apart.</summary>
public enum TrialOutcome
{
    /// <summary>It ran to its end and has a value.</summary>
    Complete,

    /// <summary>It was stopped early because its curve was poor.</summary>
    Pruned,

    /// <summary>It broke off with an error.</summary>
    Failed,

    /// <summary>It has not ended.</summary>
    Open,
}
