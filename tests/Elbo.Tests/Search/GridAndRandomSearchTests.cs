using System.Text.Json.Nodes;
using Elbo.Search;

namespace Elbo.Tests.Search;

public class GridAndRandomSearchTests
{
    private const string Conditional = """
        "options.annealing.kind": {"choices": ["constant", "linear"]},
        "options.annealing.steps": {"from": 100, "to": 300, "step": 100, "when": {"options.annealing.kind": "linear"}},
        "options.dropout": {"choices": [0.1, 0.5]}
        """;

    [Fact]
    public void A_grid_has_every_combination_once_and_conditional_ones_where_they_apply()
    {
        GridSearch grid = new(SearchSpaceFixtures.Create(Conditional, ", \"strategy\": {\"kind\": \"grid\"}"), seed: 1);

        // constant: 2 dropouts; linear: 3 steps times 2 dropouts.
        Assert.Equal(8, grid.Count);
        string[] proposals = [.. Enumerable.Range(1, 9).Select(number => SearchSpaceFixtures.FormatValues(grid.Propose(number, [])))];
        Assert.Equal("options.annealing.kind=constant options.dropout=0.1", proposals[0]);
        Assert.Equal("options.annealing.kind=linear options.annealing.steps=300 options.dropout=0.5", proposals[7]);
        Assert.Equal("none", proposals[8]);
        Assert.Equal(9, proposals.Distinct().Count());
    }

    [Fact]
    public void A_grid_larger_than_the_budget_is_an_error()
    {
        ElboException error = Assert.Throws<ElboException>(() => new GridSearch(SearchSpaceFixtures.Create(Conditional, ", \"budget\": {\"trials\": 5}"), 1));

        Assert.Equal(
            "tiny: the grid has 8 points and the budget 5 trials; raise --trials, use fewer values, or try a random part of it with --truncate",
            error.Message);
    }

    [Fact]
    public void A_truncated_grid_is_a_seeded_random_part_that_continues_when_the_budget_grows()
    {
        string[] Proposals(int trials, long seed)
        {
            GridSearch grid = new(SearchSpaceFixtures.Create(Conditional, $$""", "budget": {"trials": {{trials}}}, "strategy": {"kind": "grid", "truncate": true}"""), seed);
            return [.. Enumerable.Range(1, trials).Select(number => SearchSpaceFixtures.FormatValues(grid.Propose(number, [])))];
        }

        Assert.Equal(Proposals(5, 1), Proposals(7, 1)[..5]);
        Assert.Equal(7, Proposals(7, 1).Distinct().Count());
        Assert.NotEqual(Proposals(5, 1), Proposals(5, 2));
    }

    [Fact]
    public void A_grid_over_a_continuous_range_is_an_error() => Assert.Contains(
        "training.learningRate is a continuous range and cannot be enumerated",
        Assert.Throws<ElboException>(() => new GridSearch(SearchSpaceFixtures.Create("\"training.learningRate\": {\"from\": 0.1, \"to\": 1}"), 1)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Random_proposals_depend_only_on_seed_and_number()
    {
        SearchSpace space = SearchSpaceFixtures.Create(Conditional);
        RandomSearch random = new(space.Parameters, seed: 5);
        string[] forth = [.. Enumerable.Range(1, 20).Select(number => SearchSpaceFixtures.FormatValues(random.Propose(number, [])))];
        string[] back = [.. Enumerable.Range(1, 20).Reverse().Select(number => SearchSpaceFixtures.FormatValues(new RandomSearch(space.Parameters, 5).Propose(number, []))).Reverse()];

        Assert.Equal(forth, back);
        Assert.True(forth.Distinct().Count() > 4);
        Assert.NotEqual(forth, Enumerable.Range(1, 20).Select(number => SearchSpaceFixtures.FormatValues(new RandomSearch(space.Parameters, 6).Propose(number, []))));
    }

    [Fact]
    public void An_inactive_parameter_has_no_value()
    {
        RandomSearch random = new(SearchSpaceFixtures.Create(Conditional).Parameters, seed: 5);
        IReadOnlyDictionary<string, JsonNode?>[] proposals = [.. Enumerable.Range(1, 50).Select(number => random.Propose(number, []))];

        Assert.Contains(proposals, values => values.ContainsKey("options.annealing.steps"));
        Assert.All(proposals, values => Assert.Equal((string?)values["options.annealing.kind"] == "linear", values.ContainsKey("options.annealing.steps")));
    }
}
