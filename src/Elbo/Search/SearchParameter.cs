using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>An option that is searched.</summary>
/// <param name="Path">Its dotted path in the recipe, such as options.latentSize.</param>
/// <param name="Domain">The values it may take.</param>
/// <param name="Conditions">When it applies: all must hold; always without any.</param>
public sealed record SearchParameter(string Path, ParameterDomain Domain, IReadOnlyList<ParameterCondition> Conditions)
{
    /// <summary>True where it applies beside the values of the parameters before it.</summary>
    public bool IsActive(IReadOnlyDictionary<string, JsonNode?> values) => Conditions.All(condition => condition.IsMet(values));
}
