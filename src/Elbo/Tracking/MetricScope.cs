namespace Elbo.Tracking;

/// <summary>What figures belong to.</summary>
public enum MetricScope
{
    /// <summary>A few updates.</summary>
    Step,

    /// <summary>An epoch and its validation.</summary>
    Epoch,

    /// <summary>The trained model on test users.</summary>
    Test,
}
