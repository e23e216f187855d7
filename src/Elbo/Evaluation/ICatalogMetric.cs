using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>A figure for all lists together: how they spread over the catalogue.</summary>
public interface ICatalogMetric : IMetric
{
    /// <summary>True where <see cref="Compute"/> needs the training histories.</summary>
    bool RequiresTrainingData { get; }

    /// <summary>The figure of all lists.</summary>
    /// <param name="recommended">For each item, how many lists hold it.</param>
    /// <param name="trainingData">Training histories over the same items; null where <see cref="RequiresTrainingData"/> is false and nobody gave them.</param>
    double Compute(ReadOnlySpan<int> recommended, InteractionMatrix? trainingData);
}
