using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Samples each trial independently (Bergstra and Bengio 2012).</summary>
/// <param name="parameters">The parameters, each after the ones it depends on.</param>
/// <param name="seed">The study's seed.</param>
internal sealed class RandomSearch(IReadOnlyList<SearchParameter> parameters, long seed) : ISearchStrategy
{
    /// <inheritdoc />
    public IReadOnlyDictionary<string, JsonNode?> Propose(int number, IReadOnlyList<TrialSummary> history)
    {
        DeterministicRandom random = new(seed, number);
        Dictionary<string, JsonNode?> values = [];
        foreach (SearchParameter parameter in parameters.Where(parameter => parameter.IsActive(values)))
        {
            values[parameter.Path] = parameter.Domain.Sample(random);
        }

        return values;
    }
}
