using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Proposes the values of trials. It remembers nothing: a proposal follows from seed, number and history alone.</summary>
public interface ISearchStrategy
{
    /// <summary>The values of a trial; null where there is nothing left to try.</summary>
    /// <param name="number">The trial's number, from 1 on.</param>
    /// <param name="history">The trials before it in whatever state, by number.</param>
    IReadOnlyDictionary<string, JsonNode?>? Propose(int number, IReadOnlyList<TrialSummary> history);
}
