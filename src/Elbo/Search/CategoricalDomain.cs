using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Values without an order: names, switches, lists, groups of options.</summary>
/// <param name="Choices">The values; at least one, none twice.</param>
public sealed record CategoricalDomain(IReadOnlyList<JsonNode?> Choices) : ParameterDomain
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

    /// <summary>The place of a value among the choices, or -1.</summary>
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
