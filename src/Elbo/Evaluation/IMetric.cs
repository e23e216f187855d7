namespace Elbo.Evaluation;

/// <summary>A figure for the quality of top-k lists.</summary>
public interface IMetric
{
    /// <summary>Its full name, for example "ndcg@100"; <see cref="MetricRegistry.Parse"/> reads it back.</summary>
    string Name { get; }

    /// <summary>k: how many places of a list count; at least 1.</summary>
    int CutOff { get; }
}
