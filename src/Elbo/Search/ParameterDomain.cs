using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>The values that a parameter may take.</summary>
public abstract record ParameterDomain
{
    /// <summary>True where the value is one of them.</summary>
    public abstract bool Contains(JsonNode? value);

    /// <summary>A value, each equally likely, or in a logarithmic range each order of magnitude.</summary>
    public abstract JsonNode? Sample(DeterministicRandom random);

    /// <summary>The values that a grid takes, in order; null where it is not said how many of a range.</summary>
    public abstract IReadOnlyList<JsonNode?>? GridValues();
}
