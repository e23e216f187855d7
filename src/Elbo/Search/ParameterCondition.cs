using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>What another parameter must be for a parameter to apply.</summary>
/// <param name="Path">The other parameter's dotted path.</param>
/// <param name="Values">The values of which it must have one.</param>
public sealed record ParameterCondition(string Path, IReadOnlyList<JsonNode?> Values)
{
    /// <summary>True where it holds; a parameter that does not apply itself has no value.</summary>
    public bool IsMet(IReadOnlyDictionary<string, JsonNode?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.TryGetValue(Path, out JsonNode? value) && Values.Any(accepted => JsonNode.DeepEquals(accepted, value));
    }
}
