using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>
/// Mean self-information of the recommended items, -log2 p(i) in bits, where p(i) is the fraction of training users who
/// have item i: 0 if every user has every recommended item; higher means less popular recommendations.
/// </summary>
/// <remarks>
/// Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender systems" (PNAS 2010), there called
/// surprisal. The mean is over all entries of all lists. An item without training users counts as having one.
/// </remarks>
internal sealed class Novelty(int cutOff) : ICatalogMetric
{
    /// <inheritdoc />
    public string Name => $"novelty@{CutOff}";

    /// <inheritdoc />
    public int CutOff { get; } = cutOff;

    /// <inheritdoc />
    public bool RequiresTrainingData => true;

    /// <inheritdoc />
    /// <exception cref="ArgumentNullException">No training data was given.</exception>
    public double Compute(ReadOnlySpan<int> recommended, InteractionMatrix? trainingData)
    {
        ArgumentNullException.ThrowIfNull(trainingData);
        int[] frequencies = trainingData.ItemFrequencies();
        double bits = 0;
        long slots = 0;
        for (int item = 0; item < recommended.Length; item++)
        {
            bits -= recommended[item] * Math.Log2(Math.Max(1, frequencies[item]) / (double)trainingData.RowCount);
            slots += recommended[item];
        }

        return slots == 0 ? 0 : bits / slots;
    }
}
