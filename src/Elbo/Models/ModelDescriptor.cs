using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>A model in the catalog.</summary>
/// <param name="Name">What recipes and the command line call it.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="IsClosedForm">True for a closed-form model: it is solved in one go and draws nothing at random.</param>
/// <param name="HasLatentSpace">True for a model that places people in a latent space (<see cref="ILatentModel"/>).</param>
/// <param name="OptionsType">Its options record.</param>
/// <param name="DefaultBatchSize">People per update where a recipe does not say.</param>
/// <param name="DefaultLearningRate">Learning rate where a recipe does not say.</param>
/// <param name="Create">Makes one, untrained, from the number of items, its options and the device.</param>
public sealed record ModelDescriptor(
    string Name,
    string Summary,
    bool IsClosedForm,
    bool HasLatentSpace,
    Type OptionsType,
    int DefaultBatchSize,
    double DefaultLearningRate,
    Func<int, ModelOptions, Device, Model> Create)
{
    internal static ModelDescriptor Describe<TOptions, TModel>(
        string name, string summary, Func<int, TOptions, Device, TModel> create, int batchSize = 100, double learningRate = 0.001)
        where TOptions : ModelOptions
        where TModel : Model =>
        new(
            name,
            summary,
            typeof(TModel).IsSubclassOf(typeof(ClosedFormModel)),
            typeof(TModel).IsAssignableTo(typeof(ILatentModel)),
            typeof(TOptions),
            batchSize,
            learningRate,
            (itemCount, options, device) => create(itemCount, (TOptions)options, device));
}
