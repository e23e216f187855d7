namespace Elbo.Search;

/// <summary>The strategies by their kind.</summary>
public static class SearchStrategyFactory
{
    /// <summary>The strategy that a space asks for.</summary>
    /// <exception cref="ElboException">A grid would be larger than the budget, or a range has no points.</exception>
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
