using Elbo.Models;
using Elbo.Options;

namespace Elbo.Tests.Models;

public class ModelRegistryTests
{
    [Fact]
    public void Every_model_has_exactly_one_contract_class()
    {
        IEnumerable<string> tested = typeof(ModelContract).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ModelContract)) && !type.IsAbstract)
            .Select(type => ((ModelContract)Activator.CreateInstance(type)!).ModelName);

        Assert.Equal(
            ModelRegistry.All.Select(entry => entry.Name).Order(StringComparer.Ordinal),
            tested.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_model_class_is_registered_under_a_unique_name()
    {
        // Each model has one options record, whose type identifies the model.
        IEnumerable<string> options = typeof(Model).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Model)) && !type.IsAbstract).Select(type => $"{type.Name}Options");

        Assert.Equal(
            options.Order(StringComparer.Ordinal),
            ModelRegistry.All.Select(entry => entry.OptionsType.Name).Order(StringComparer.Ordinal));
        Assert.Equal(ModelRegistry.All.Count, ModelRegistry.All.Select(entry => entry.Name).Distinct().Count());
    }

    [Fact]
    public void Every_models_default_options_are_within_their_own_limits() => Assert.All(
        ModelRegistry.All, entry => OptionsValidator.Validate((ModelOptions)Activator.CreateInstance(entry.OptionsType)!, entry.Name));

    [Fact]
    public void An_error_for_an_unknown_name_lists_the_known_ones()
    {
        ElboException error = Assert.Throws<ElboException>(() => ModelRegistry.Find("mult-vea"));

        Assert.Contains("mult-vea", error.Message, StringComparison.Ordinal);
        Assert.Contains("mult-vae", error.Message, StringComparison.Ordinal);
    }
}
