using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Every combination of values once; conditional parameters multiply only where they apply.</summary>
public sealed class GridSearch : ISearchStrategy
{
    private const int MaxPoints = 1_000_000;

    private readonly IReadOnlyList<SearchParameter> parameters;
    private readonly List<Dictionary<string, JsonNode?>> points;

    /// <summary>Lays the grid out, the last parameter changing fastest.</summary>
    /// <param name="space">The parameters and the budget.</param>
    /// <param name="seed">Draws the part of the grid that is tried where the budget is smaller.</param>
    /// <exception cref="ElboException">It would be larger than the budget and may not be truncated, or a range has no points.</exception>
    public GridSearch(SearchSpace space, long seed)
    {
        ArgumentNullException.ThrowIfNull(space);
        parameters = space.Parameters;
        foreach (SearchParameter unbounded in parameters.Where(parameter => parameter.Domain.GridValues() is null))
        {
            throw new ElboException(
                $"{space.Name}: a grid has no end over {unbounded.Path}, a range without steps; give it \"points\" or \"step\", or search with --tpe or --random");
        }

        points = [.. EnumeratePoints(0, []).Take(MaxPoints + 1)];
        if (points.Count > MaxPoints)
        {
            throw new ElboException($"{space.Name}: the grid has more than {MaxPoints:N0} points; take fewer values, or search with --tpe or --random");
        }

        if (space.MaxTrials < points.Count)
        {
            Truncate(space, seed);
        }
    }

    /// <summary>How many trials the grid has.</summary>
    public int Count => points.Count;

    /// <inheritdoc />
    public IReadOnlyDictionary<string, JsonNode?>? Propose(int number, IReadOnlyList<TrialSummary> history) =>
        number <= points.Count ? points[number - 1] : null;

    private void Truncate(SearchSpace space, long seed)
    {
        if (!space.Strategy.Truncate)
        {
            throw new ElboException(FormattableString.Invariant(
                $"{space.Name}: the grid has {points.Count:N0} points and the budget {space.MaxTrials:N0} trials; raise --trials, take fewer values, or try a part of it, drawn at random, with --truncate"));
        }

        // Shuffled whole, so that a larger budget later goes on where this one ended.
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
