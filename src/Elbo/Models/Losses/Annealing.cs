using System.ComponentModel.DataAnnotations;

namespace Elbo.Models.Losses;

/// <summary>Schedule of the weight of the KL term.</summary>
public enum AnnealingKind
{
    /// <summary>The cap from the first update.</summary>
    Constant,

    /// <summary>Linear from 0 to the cap, then constant (Liang et al. 2018, section 2.2.2).</summary>
    Linear,

    /// <summary>In each cycle linear from 0 to the cap over the first half, then constant (Fu et al. 2019).</summary>
    Cyclic,
}

/// <summary>beta, the weight of the KL term in the annealed evidence lower bound, by the number of updates made.</summary>
public sealed record Annealing
{
    /// <summary>The schedule; default linear.</summary>
    public AnnealingKind Kind { get; init; } = AnnealingKind.Linear;

    /// <summary>The maximum of beta; default 0.2.</summary>
    [Range(0.0, 100.0)]
    public double Cap { get; init; } = 0.2;

    /// <summary>Number of updates (batches, not epochs) from 0 to 1 if linear, or of one cycle if cyclic; default 20,000.</summary>
    /// <remarks>As in the paper's code, beta grows towards 1 and stops at the cap: a cap of 0.2 is reached after a fifth of the steps.</remarks>
    [Range(1, int.MaxValue)]
    public int Steps { get; init; } = 20_000;

    /// <summary>beta at an update, counted from 0.</summary>
    public double Beta(long update) => Kind switch
    {
        AnnealingKind.Constant => Cap,
        AnnealingKind.Linear => Math.Min(Cap, (double)update / Steps),
        AnnealingKind.Cyclic => Cap * Math.Min(1, 2.0 * (update % Steps) / Steps),
        _ => throw new InvalidOperationException($"no schedule for {Kind}"),
    };
}
