using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Tries every combination of values once; conditional parameters are combined only where they apply.</summary>
internal sealed class GridSearch : ISearchStrategy
{
    private const int MaxPoints = 1_000_000;

    private readonly IReadOnlyList<SearchParameter> parameters;
    private readonly List<Dictionary<string, JsonNode?>> points;

    /// <summary>Enumerates the grid with the last parameter changing fastest.</summary>
    /// <param name="space">The parameters and the budget.</param>
    /// <param name="seed">Seed of the random part of the grid that is tried if the budget is smaller.</param>
    /// <exception cref="ElboException">The grid is larger than the budget and must not be truncated, or a range cannot be enumerated.</exception>
    public GridSearch(SearchSpace space, long seed)
    {
        ArgumentNullException.ThrowIfNull(space);
        parameters = space.Parameters;
        foreach (SearchParameter unbounded in parameters.Where(parameter => parameter.Domain.GridValues() is null))
        {
            throw new ElboException(
                $"{space.Name}: {unbounded.Path} is a continuous range and cannot be enumerated; set \"points\" or \"step\", or search with --tpe or --random");
        }

        points = [.. EnumeratePoints(0, []).Take(MaxPoints + 1)];
        if (points.Count > MaxPoints)
        {
            throw new ElboException($"{space.Name}: the grid has more than {MaxPoints:N0} points; use fewer values, or search with --tpe or --random");
        }

        if (space.MaxTrials < points.Count)
        {
            Truncate(space, seed);
        }
    }

    /// <summary>Number of trials in the grid.</summary>
    public int Count => points.Count;

    /// <inheritdoc />
    public IReadOnlyDictionary<string, JsonNode?>? Propose(int number, IReadOnlyList<TrialSummary> history) =>
        number <= points.Count ? points[number - 1] : null;

    private void Truncate(SearchSpace space, long seed)
    {
        if (!space.Strategy.Truncate)
        {
            throw new ElboException(FormattableString.Invariant(
                $"{space.Name}: the grid has {points.Count:N0} points and the budget {space.MaxTrials:N0} trials; raise --trials, use fewer values, or try a random part of it with --truncate"));
        }

        // Shuffles the whole grid, so that a larger budget later continues where this one ended.
        new DeterministicRandom(seed).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(points));
    }

    private IEnumerable<Dictionary<string, JsonNode?>> EnumeratePoints(int index, Dictionary<string, JsonNode?> values)
    {
        if (index == parameters.Count)
        {
            return [values];
        }

        SearchParameter parameter = parameters[index];
        return parameter.IsActive(values)
            ? parameter.Domain.GridValues()!.SelectMany(value => EnumeratePoints(index + 1, new Dictionary<string, JsonNode?>(values) { [parameter.Path] = value }))
            : EnumeratePoints(index + 1, values);
    }
}
