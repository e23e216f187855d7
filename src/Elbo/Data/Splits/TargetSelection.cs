namespace Elbo.Data.Splits;

/// <summary>Which part of a held-out person's history a model has to find.</summary>
public enum TargetSelection
{
    /// <summary>The last interactions (Sachdeva et al. 2019).</summary>
    Temporal,

    /// <summary>Interactions drawn at random (Liang et al. 2018).</summary>
    Random,
}
