using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Tests.Runs;

public class RecipeTests
{
    [Fact]
    public void Missing_recipe_options_take_the_models_defaults()
    {
        Recipe svae = Recipe.Parse("""{"model": "svae"}""", "test", "test");
        Recipe vae = Recipe.Parse("""{"model": "mult-vae"}""", "test", "test");

        InteractionMatrix train = InteractionMatrix.FromRows(Enumerable.Repeat<int[]>([.. Enumerable.Range(0, 100)], 3), 100);
        Assert.Equal((8, 0.003), (svae.FitTo(train).Training.BatchSize, svae.Training.LearningRate));
        Assert.Equal((100, 0.001), (vae.FitTo(train).Training.BatchSize, vae.Training.LearningRate));
    }

    [Theory]
    [InlineData("svae", null, 7, 114)] // 800 / 7
    [InlineData("svae", null, 400, 8)]
    [InlineData("svae", 4, 7, 4)]
    [InlineData("mult-vae", null, 7, 100)]
    public void With_short_histories_svae_has_more_users_per_update(string model, int? batchSize, int historyLength, int expected)
    {
        InteractionMatrix train = InteractionMatrix.FromRows(Enumerable.Repeat<int[]>([.. Enumerable.Range(0, historyLength)], 3), historyLength);
        JsonObject training = batchSize is null ? [] : new JsonObject { ["batchSize"] = batchSize };

        Recipe recipe = Recipe.Parse(new JsonObject { ["model"] = model, ["training"] = training }.ToJsonString(), "test", "test").FitTo(train);

        Assert.Equal(expected, recipe.Training.BatchSize);
    }

    [Fact]
    public void The_recipe_overrides_model_defaults_and_overrides_win_over_both()
    {
        Recipe recipe = Recipe.Parse(
            """{"model": "svae", "training": {"batchSize": 4, "epochs": 3}, "split": {"kind": "held-out-users", "targetSelection": "random"}}""",
            "test",
            "test",
            ["training.epochs=7", "options.latentSize=16"]);

        Assert.Equal((4, 0.003, 7), (recipe.Training.BatchSize, recipe.Training.LearningRate, recipe.Training.Epochs));
        Assert.Equal(16, ((SvaeOptions)recipe.Options).LatentSize);
        Assert.Equal(TargetSelection.Random, ((HeldOutUsersSplitterOptions)recipe.SplitOptions).TargetSelection);
    }

    [Fact]
    public void A_recipe_round_trips()
    {
        Recipe recipe = Recipe.Parse("""{"model": "mult-vae", "training": {"patience": null}, "metrics": ["ndcg@10"]}""", "test", "test");
        Recipe again = Recipe.Parse(recipe.ToJson(), "test", "test");

        Assert.Equal(recipe.ToJson(), again.ToJson());
        Assert.Null(again.Training.Patience);
    }

    [Theory]
    [InlineData("""{"model": "mult-vea"}""", "'mult-vea' is not a model")]
    [InlineData("""{"model": "svae", "trainign": {}}""", "trainign is not an option of a recipe; did you mean training?")]
    [InlineData("""{"model": "svae", "training": {"epohcs": 3}}""", "training.epohcs is not an option of training; did you mean epochs?")]
    [InlineData("""{"model": "svae", "training": 3}""", "training must be a group of options")]
    [InlineData("""{"model": "svae", "options": {"latentSzie": 3}}""", "options.latentSzie is not an option of svae; did you mean latentSize?")]
    [InlineData("""{"model": "svae", "split": {"kind": "leave-one-out"}}""", "split 'leave-one-out' is not known; did you mean 'leave-last-out'?")]
    [InlineData("""{"model": "svae", "metrics": ["ndcg@0"]}""", "'ndcg@0' needs a cut-off of at least 1")]
    [InlineData("""{"model": "svae" "options": {}}""", "test line 1: is not valid JSON")]
    public void An_error_in_a_recipe_is_reported_with_its_location(string json, string message)
    {
        ElboException error = Assert.Throws<ElboException>(() => Recipe.Parse(json, "test", "test"));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_recipe_in_the_repository_is_valid()
    {
        string folder = Repository.Path("recipes");
        string[] files = [.. Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".search.json", StringComparison.Ordinal))
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "studies")];

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.NotEmpty(Recipe.Read(file).Metrics));
    }

    [Fact]
    public void Every_study_in_the_repository_is_valid_and_recipes_have_the_best_options_of_their_study()
    {
        string folder = Repository.Path("recipes/ml-1m");
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "studies"), "*.json"))
        {
            StudySummary study = StudySummaryFile.Read(file);
            string recipe = File.ReadAllText(Path.Combine(folder, $"{study.Recipe}.json"));
            if (recipe.Contains($"the study {study.Name},", StringComparison.Ordinal))
            {
                JsonNode options = JsonNode.Parse(recipe)!;
                Assert.All(study.Best!.Values, value => Assert.True(
                    JsonNode.DeepEquals(value.Value, value.Key.Split('.').Aggregate(options, (node, name) => node[name]!)), $"{study.Recipe}: {value.Key}"));
            }
        }
    }
}
