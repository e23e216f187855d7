using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Where the values of a parameter lie, as far as trials and prior tell.</summary>
internal interface IDensityEstimator
{
    /// <summary>A value drawn from it.</summary>
    JsonNode? Sample(DeterministicRandom random);

    /// <summary>The logarithm of its density, or probability, at a value.</summary>
    double LogDensity(JsonNode? value);
}
