namespace Elbo.Inference;

/// <summary>Who chose.</summary>
public enum RecommendationSource
{
    /// <summary>The model, from the history.</summary>
    Model,

    /// <summary>Popularity: no item of the history is known. Scores are shares of all interactions.</summary>
    Popularity,
}
