using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>
/// Gini index of how often items are recommended: 0 if all are recommended equally often, 1 if every recommendation is the same item.
/// </summary>
/// <remarks>
/// G = 1 / (n - 1) sum_j (2 j - n - 1) p_j over the n items in ascending order of their share p_j, including items
/// that are never recommended (Shani and Gunawardana, "Evaluating recommendation systems", 2011, section 3.3).
/// Lower is more even. It is 0 for a single item.
/// </remarks>
internal sealed class Gini(int cutOff) : ICatalogMetric
{
    /// <inheritdoc />
    public string Name => $"gini@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public bool RequiresTrainingData => false;

    /// <inheritdoc />
    public double Compute(ReadOnlySpan<int> recommended, InteractionMatrix? trainingData)
    {
        int[] ascending = recommended.ToArray();
        Array.Sort(ascending);
        double weighted = 0;
        double total = 0;
        for (int j = 1; j <= ascending.Length; j++)
        {
            weighted += ((2.0 * j) - ascending.Length - 1) * ascending[j - 1];
            total += ascending[j - 1];
        }

        return weighted == 0 ? 0 : weighted / total / (ascending.Length - 1);
    }
}
