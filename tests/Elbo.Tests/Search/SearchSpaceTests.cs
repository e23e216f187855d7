using Elbo.Search;

namespace Elbo.Tests.Search;

public class SearchSpaceTests
{
    private const string Latent = "\"options.latentSize\": {\"choices\": [8, 16]}";

    [Fact]
    public void A_space_with_only_parameters_takes_the_rest_from_recipe_and_defaults()
    {
        SearchSpace space = SearchSpaceFixtures.Create(Latent);

        Assert.Equal("ndcg@100", space.Metric);
        Assert.True(space.Maximize);
        Assert.Equal((40, StrategyKind.Tpe, PruningKind.Asha), (space.MaxTrials, space.Strategy.Kind, space.PruningKind));
        Assert.Equal(9, space.Recipe.Training.Epochs);
    }

    [Fact]
    public void Metric_budget_and_epochs_of_a_space_apply()
    {
        SearchSpace space = SearchSpaceFixtures.Create(Latent, """
            , "metric": "gini@10", "direction": "minimize", "budget": {"trainingHours": 1.5}, "epochs": 4,
            "strategy": {"kind": "random"}, "pruning": {"kind": "median"}
            """);

        Assert.Equal(("gini@10", false), (space.Metric, space.Maximize));
        Assert.Null(space.MaxTrials);
        Assert.Equal(1.5, space.Budget.TrainingHours);
        Assert.Equal(4, space.Recipe.Training.Epochs);
        Assert.Equal((StrategyKind.Random, PruningKind.Median), (space.Strategy.Kind, space.PruningKind));
    }

    [Fact]
    public void A_grid_has_no_budget_and_no_pruning_by_default()
    {
        SearchSpace space = SearchSpaceFixtures.Create(Latent, ", \"strategy\": {\"kind\": \"grid\"}");

        Assert.Null(space.MaxTrials);
        Assert.Equal(PruningKind.None, space.PruningKind);
    }

    [Fact]
    public void A_range_over_an_integer_option_has_integer_values()
    {
        SearchSpace space = SearchSpaceFixtures.Create("""
            "options.latentSize": {"from": 8, "to": 64}, "training.learningRate": {"from": 0.001, "to": 1, "scale": "log"}
            """);

        Assert.Equal(new NumericDomain(8, 64, false, 1, true, null), space.Parameters[0].Domain);
        Assert.Equal(new NumericDomain(0.001, 1, true, null, false, null), space.Parameters[1].Domain);
    }

    [Fact]
    public void Values_are_applied_to_the_recipe_like_overrides()
    {
        SearchSpace space = SearchSpaceFixtures.Create("""
            "options.hiddenSizes": {"choices": [[], [32, 16]]}, "options.annealing.kind": {"choices": ["constant", "linear"]}
            """);
        Dictionary<string, System.Text.Json.Nodes.JsonNode?> values = new()
        {
            ["options.hiddenSizes"] = new System.Text.Json.Nodes.JsonArray(32, 16),
            ["options.annealing.kind"] = "linear",
        };

        Assert.Equal(["options.hiddenSizes=[32,16]", "options.annealing.kind=linear"], SearchSpace.ToOverrides(values));
        Elbo.Models.MultVaeOptions options = (Elbo.Models.MultVaeOptions)space.CreateRecipe(values).Options;
        Assert.Equal([32, 16], options.HiddenSizes);
        Assert.Equal(Elbo.Models.Losses.AnnealingKind.Linear, options.Annealing.Kind);
    }

    [Theory]
    [InlineData("\"options.latntSize\": {\"choices\": [8]}", "space: parameters: options.latntSize is not an option of mult-vae; did you mean latentSize?")]
    [InlineData("\"options.annealing.cup\": {\"choices\": [1]}", "space: parameters: options.annealing.cup is not an option of mult-vae; did you mean cap?")]
    [InlineData("\"option.latentSize\": {\"choices\": [8]}", "space: parameters: option.latentSize is not an option of the recipe; a path starts with options. or training., did you mean options.latentSize?")]
    [InlineData("\"split.seed\": {\"choices\": [8]}", "space: parameters: split.seed would evaluate trials on different users; only options.* and training.* can be searched")]
    [InlineData("\"training.validationMetric\": {\"choices\": [\"ndcg@10\"]}", "space: parameters: training.validationMetric cannot be searched, since it decides what is measured; set the space's \"metric\" instead")]
    [InlineData("\"options.latentSize\": {\"from\": 64, \"to\": 64}", "space: parameters: options.latentSize has an empty range: from 64 to 64; \"from\" must be below \"to\"")]
    [InlineData("\"options.latentSize\": {\"from\": 64}", "space: parameters: options.latentSize has a range with one end; set both \"from\" and \"to\"")]
    [InlineData("\"options.latentSize\": {\"from\": 1.5, \"to\": 3}", "space: parameters: options.latentSize takes integers; the range from 1.5 to 3 must have integer ends and steps")]
    [InlineData("\"options.latentSize\": {\"choices\": []}", "space: parameters: options.latentSize has no choices; list at least one")]
    [InlineData("\"options.latentSize\": {\"choices\": [8, 8.0]}", "space: parameters: options.latentSize has the choice 8.0 twice; remove one")]
    [InlineData("\"options.latentSize\": {\"choices\": [8], \"scale\": \"log\"}", "space: parameters: options.latentSize has choices; scale, step and points are for ranges only")]
    [InlineData("\"options.hiddenSizes\": {\"from\": 1, \"to\": 2}", "space: parameters: options.hiddenSizes is not a number; use \"choices\" instead of a range")]
    [InlineData("\"options.dropout\": {\"from\": 0, \"to\": 0.5, \"scale\": \"log\"}", "space: parameters: options.dropout has a logarithmic range from 0; it must start above 0")]
    [InlineData("\"options.dropout\": {\"from\": 0.1, \"to\": 0.5, \"step\": 0.5}", "space: parameters: options.dropout has step 0.5, which is more than the range from 0.1 to 0.5")]
    [InlineData("\"options.dropout\": {\"from\": 0.1, \"to\": 1.5}", "space parameters: options.dropout is 1.5; it must be between 0 and 0.99")]
    [InlineData("\"options.dropout\": {\"choices\": [0.1, \"many\"]}", "space parameters: options.dropout is \"many\"; it must be a number")]
    [InlineData("\"options.dropout\": {\"form\": 0.1}", "space: parameters.options.dropout.form is not an option of a search space; did you mean from?")]
    public void An_error_in_a_parameter_is_reported_with_its_location(string parameters, string expected) => Assert.Equal([expected], SearchSpaceFixtures.FindErrors(parameters));

    [Theory]
    [InlineData(", \"metric\": \"ndgc@100\"", "metric 'ndgc@100' is unknown; did you mean 'ndcg@100'?")]
    [InlineData(", \"metric\": \"ndcg\"", "needs a cut-off")]
    [InlineData(", \"budget\": {\"trials\": 0}", "budget.trials is 0; it must be between 1 and 1000000")]
    [InlineData(", \"prunning\": {}", "prunning is not an option of a search space; did you mean pruning?")]
    [InlineData(", \"strategy\": {\"kind\": \"bayes\"}", "strategy.kind is \"bayes\"; it must be one of tpe, random, grid")]
    public void Errors_outside_the_parameters_are_reported_too(string beside, string expected) =>
        Assert.Contains(expected, Assert.Single(SearchSpaceFixtures.FindErrors(Latent, beside)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"options.annealing.kid\": \"linear\"", "but there is no such parameter; did you mean options.annealing.kind?")]
    [InlineData("\"options.annealing.kind\": \"cyclic\"", "which is not one of its values")]
    [InlineData("\"options.dropout\": 0.5", "but that one comes later or is invalid; put it first")]
    public void A_condition_must_refer_to_an_earlier_parameter_and_its_values(string when, string expected) => Assert.Contains(
        expected,
        Assert.Single(SearchSpaceFixtures.FindErrors($$"""
            "options.annealing.kind": {"choices": ["constant", "linear"]},
            "options.annealing.steps": {"from": 100, "to": 1000, "when": { {{when}} } },
            "options.dropout": {"choices": [0.5]}
            """)),
        StringComparison.Ordinal);

    [Fact]
    public void All_errors_are_reported_together() =>
        Assert.Equal(3, SearchSpaceFixtures.FindErrors("\"options.a\": {\"choices\": [1]}, \"options.b\": {\"choices\": [1]}", ", \"metric\": \"x\"").Length);

    [Fact]
    public void A_missing_recipe_is_an_error_that_suggests_the_nearest()
    {
        string folder = Directory.CreateTempSubdirectory("elbo-space-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "tiny.json"), SearchSpaceFixtures.Recipe.ToJson());
            File.WriteAllText(Path.Combine(folder, "a.search.json"), $$"""{"recipe": "tyni.json", "parameters": { {{Latent}} } }""");
            ElboException error = Assert.Throws<ElboException>(() => SearchSpace.Read(Path.Combine(folder, "a.search.json")));
            Assert.Contains("tyni.json does not exist; did you mean tiny.json?", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_search_space_in_the_repository_is_valid()
    {
        string[] files = Directory.GetFiles(Repository.Path("recipes"), "*.search.json", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(Path.GetFileName(file), SearchSpace.Read(file).Name + ".search.json"));
    }
}
