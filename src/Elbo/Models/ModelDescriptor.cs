using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>What a model is created for.</summary>
/// <param name="ItemCount">Number of items.</param>
public sealed record ModelContext(int ItemCount)
{
    /// <summary>The device of the model's tensors; default the CPU.</summary>
    public Device Device { get; init; } = CPU;
}

/// <summary>A registered model.</summary>
/// <param name="Name">Its name in recipes and on the command line.</param>
/// <param name="Summary">A short description.</param>
/// <param name="IsClosedForm">True for a model with a closed-form solution, which needs no random numbers.</param>
/// <param name="HasLatentSpace">True for a model with latent vectors (<see cref="ILatentModel"/>).</param>
/// <param name="OptionsType">The type of its options.</param>
/// <param name="DefaultBatchSize">Users per update if a recipe has no batchSize.</param>
/// <param name="DefaultBatchInteractions">
/// Training interactions per update if a recipe has no batchSize and histories are short: then an update has more users than
/// <paramref name="DefaultBatchSize"/>. 0 for models without this rule.
/// </param>
/// <param name="DefaultLearningRate">Learning rate if a recipe has none.</param>
/// <param name="Create">Creates an untrained model.</param>
public sealed record ModelDescriptor(
    string Name,
    string Summary,
    bool IsClosedForm,
    bool HasLatentSpace,
    Type OptionsType,
    int DefaultBatchSize,
    int DefaultBatchInteractions,
    double DefaultLearningRate,
    Func<ModelContext, ModelOptions, Model> Create)
{
    /// <summary>Users per update for these training histories if a recipe has no batchSize.</summary>
    public int GetDefaultBatchSize(InteractionMatrix train)
    {
        ArgumentNullException.ThrowIfNull(train);
        double meanHistoryLength = Math.Max(1, (double)train.Count / Math.Max(1, train.RowCount));
        return Math.Max(DefaultBatchSize, (int)Math.Round(DefaultBatchInteractions / meanHistoryLength));
    }

    internal static ModelDescriptor Describe<TOptions, TModel>(
        string name, string summary, Func<ModelContext, TOptions, TModel> create, int batchSize = 100, int batchInteractions = 0, double learningRate = 0.001)
        where TOptions : ModelOptions
        where TModel : Model =>
        new(
            name,
            summary,
            typeof(TModel).IsSubclassOf(typeof(ClosedFormModel)),
            typeof(TModel).IsAssignableTo(typeof(ILatentModel)),
            typeof(TOptions),
            batchSize,
            batchInteractions,
            learningRate,
            (context, options) => create(context, (TOptions)options));
}
