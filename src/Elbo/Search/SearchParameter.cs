using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>A searched option.</summary>
/// <param name="Path">Its dotted path in the recipe, such as options.latentSize.</param>
/// <param name="Domain">The values it may take.</param>
/// <param name="Conditions">Conditions that must all hold for the parameter to apply; none if it always applies.</param>
internal sealed record SearchParameter(string Path, ParameterDomain Domain, IReadOnlyList<ParameterCondition> Conditions)
{
    /// <summary>True if the parameter applies, given the values of the parameters before it.</summary>
    public bool IsActive(IReadOnlyDictionary<string, JsonNode?> values) => Conditions.All(condition => condition.IsMet(values));
}

/// <summary>Requires another parameter to have one of some values.</summary>
/// <param name="Path">The other parameter's dotted path.</param>
/// <param name="Values">The accepted values.</param>
internal sealed record ParameterCondition(string Path, IReadOnlyList<JsonNode?> Values)
{
    /// <summary>True if the condition holds; an inactive parameter has no value.</summary>
    public bool IsMet(IReadOnlyDictionary<string, JsonNode?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.TryGetValue(Path, out JsonNode? value) && Values.Any(accepted => JsonNode.DeepEquals(accepted, value));
    }
}
