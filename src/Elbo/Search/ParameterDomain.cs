using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>The values that a parameter may take.</summary>
internal abstract record ParameterDomain
{
    /// <summary>True if the domain contains the value.</summary>
    public abstract bool Contains(JsonNode? value);

    /// <summary>Samples a value uniformly; in a logarithmic range, uniformly in the logarithm.</summary>
    public abstract JsonNode? Sample(DeterministicRandom random);

    /// <summary>The values of a grid in order; null for a continuous range without a number of points.</summary>
    public abstract IReadOnlyList<JsonNode?>? GridValues();
}

/// <summary>Values without an order: names, switches, lists, groups of options.</summary>
/// <param name="Choices">The values; at least one, no duplicates.</param>
internal sealed record CategoricalDomain(IReadOnlyList<JsonNode?> Choices) : ParameterDomain
{
    /// <inheritdoc />
    public override bool Contains(JsonNode? value) => IndexOf(value) >= 0;

    /// <inheritdoc />
    public override JsonNode? Sample(DeterministicRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Choices[random.NextInt(Choices.Count)];
    }

    /// <inheritdoc />
    public override IReadOnlyList<JsonNode?> GridValues() => Choices;

    /// <summary>The index of a value among the choices, or -1.</summary>
    public int IndexOf(JsonNode? value)
    {
        for (int index = 0; index < Choices.Count; index++)
        {
            if (JsonNode.DeepEquals(Choices[index], value))
            {
                return index;
            }
        }

        return -1;
    }
}
