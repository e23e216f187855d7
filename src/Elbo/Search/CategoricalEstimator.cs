using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Probabilities of choices: N p_i + C_i, normalized, with N choices, a uniform prior p and counts C (Bergstra et al. 2011, section 4.2).</summary>
internal sealed class CategoricalEstimator : IDensityEstimator
{
    private readonly CategoricalDomain domain;
    private readonly double[] probabilities;

    public CategoricalEstimator(CategoricalDomain domain, IReadOnlyCollection<JsonNode?> values)
    {
        this.domain = domain;
        double[] weights = [.. domain.Choices.Select(_ => 1.0)];
        foreach (int index in values.Select(domain.IndexOf).Where(index => index >= 0))
        {
            weights[index]++;
        }

        double sum = weights.Sum();
        probabilities = [.. weights.Select(weight => weight / sum)];
    }

    public JsonNode? Sample(DeterministicRandom random)
    {
        double remaining = random.NextDouble();
        int index = 0;
        while (index < probabilities.Length - 1 && remaining >= probabilities[index])
        {
            remaining -= probabilities[index++];
        }

        return domain.Choices[index];
    }

    public double LogDensity(JsonNode? value) => Math.Log(probabilities[domain.IndexOf(value)]);
}
