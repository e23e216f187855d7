using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>A quality metric of top-k lists.</summary>
public interface IMetric
{
    /// <summary>Its full name, for example "ndcg@100"; <see cref="MetricRegistry.Parse"/> reads it back.</summary>
    string Name { get; }

    /// <summary>k, the length of the evaluated list; at least 1.</summary>
    int CutOff { get; }
}

/// <summary>A metric of one user's list, averaged over users; between 0 and 1, higher is better.</summary>
public interface IRankingMetric : IMetric
{
    /// <summary>The metric's value for one user's list.</summary>
    /// <param name="hits">For each rank, best first, whether the item is a target; at most <see cref="IMetric.CutOff"/> entries.</param>
    /// <param name="targetCount">|T|, the user's number of targets; at least 1.</param>
    double Compute(ReadOnlySpan<bool> hits, int targetCount);
}

/// <summary>A metric of all recommendation lists together, for example how evenly they cover the catalog.</summary>
public interface ICatalogMetric : IMetric
{
    /// <summary>True if <see cref="Compute"/> requires the training data.</summary>
    bool RequiresTrainingData { get; }

    /// <summary>The metric's value over all lists.</summary>
    /// <param name="recommended">For each item, how many lists contain it.</param>
    /// <param name="trainingData">Training histories over the same items; may be null if <see cref="RequiresTrainingData"/> is false.</param>
    double Compute(ReadOnlySpan<int> recommended, InteractionMatrix? trainingData);
}
