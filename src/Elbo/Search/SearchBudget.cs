using System.ComponentModel.DataAnnotations;

namespace Elbo.Search;

/// <summary>How much a study may take; it ends with whatever is reached first.</summary>
public sealed record SearchBudget
{
    /// <summary>Trials, whatever becomes of them; default 40, for a grid all of it. Null for no limit.</summary>
    [Range(1, 1_000_000)]
    public int? Trials { get; init; }

    /// <summary>Hours of training over all trials, after which none is begun; default no limit.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? TrainingHours { get; init; }
}
