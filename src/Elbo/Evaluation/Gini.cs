using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>
/// Gini index of how often items are recommended: 0 where all are recommended equally, 1 where one item takes all.
/// </summary>
/// <remarks>
/// G = 1 / (n - 1) sum_j (2 j - n - 1) p_j over the n items in order of rising share p_j, those never
/// recommended included (Shani and Gunawardana, "Evaluating recommendation systems", 2011, section 3.3).
/// Lower is more even. It is 0 for a single item.
/// </remarks>
public sealed class Gini(int cutOff) : ICatalogueMetric
{
    /// <inheritdoc />
    public string Name => $"gini@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public bool NeedsTrain => false;

    /// <inheritdoc />
    public double Of(ReadOnlySpan<int> recommended, InteractionMatrix? train)
    {
        int[] rising = recommended.ToArray();
        Array.Sort(rising);
        double weighted = 0;
        double total = 0;
        for (int j = 1; j <= rising.Length; j++)
        {
            weighted += ((2.0 * j) - rising.Length - 1) * rising[j - 1];
            total += rising[j - 1];
        }

        return weighted == 0 ? 0 : weighted / total / (rising.Length - 1);
    }
}
