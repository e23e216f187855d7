using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Proposes parameter values for trials. Strategies are stateless: a proposal depends only on seed, trial number and history.</summary>
internal interface ISearchStrategy
{
    /// <summary>Proposes the values of a trial; null if there is nothing left to try.</summary>
    /// <param name="number">The trial's number, starting at 1.</param>
    /// <param name="history">The earlier trials in any state, by number.</param>
    IReadOnlyDictionary<string, JsonNode?>? Propose(int number, IReadOnlyList<TrialSummary> history);
}

/// <summary>Creates search strategies.</summary>
internal static class SearchStrategyFactory
{
    /// <summary>Creates the strategy of a search space.</summary>
    /// <exception cref="ElboException">A grid is larger than the budget, or a range cannot be enumerated.</exception>
    public static ISearchStrategy Create(SearchSpace space, long seed)
    {
        ArgumentNullException.ThrowIfNull(space);
        return space.Strategy.Kind switch
        {
            StrategyKind.Tpe => new TpeSearch(space.Parameters, space.Maximize, space.Strategy, seed),
            StrategyKind.Random => new RandomSearch(space.Parameters, seed),
            StrategyKind.Grid => new GridSearch(space, seed),
            _ => throw new InvalidOperationException($"no strategy for {space.Strategy.Kind}"),
        };
    }
}
