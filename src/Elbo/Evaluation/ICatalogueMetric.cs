using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>A figure for all lists together: how they spread over the catalogue.</summary>
public interface ICatalogueMetric : IMetric
{
    /// <summary>True where <see cref="Of"/> needs the training histories.</summary>
    bool NeedsTrain { get; }

    /// <summary>The figure of all lists.</summary>
    /// <param name="recommended">For each item, how many lists hold it.</param>
    /// <param name="train">Training histories over the same items; null where <see cref="NeedsTrain"/> is false and nobody gave them.</param>
    double Of(ReadOnlySpan<int> recommended, InteractionMatrix? train);
}
