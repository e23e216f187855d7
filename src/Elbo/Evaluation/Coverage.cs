using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>Fraction of all items that appear in at least one list: 0 to 1, higher is broader.</summary>
/// <remarks>Grows with the number of evaluated users, so compare it only over the same users.</remarks>
internal sealed class Coverage(int cutOff) : ICatalogMetric
{
    /// <inheritdoc />
    public string Name => $"coverage@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public bool RequiresTrainingData => false;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<int> recommended, InteractionMatrix? trainingData) =>
        1 - ((double)recommended.Count(0) / recommended.Length);
}
