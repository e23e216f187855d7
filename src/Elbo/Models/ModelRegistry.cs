namespace Elbo.Models;

/// <summary>All models, by their names in recipes and on the command line.</summary>
public static class ModelRegistry
{
    /// <summary>All models, simple ones first.</summary>
    public static IReadOnlyList<ModelDescriptor> All { get; } =
    [
        ModelDescriptor.Describe("popularity", "the most popular items, the same for every user", (ModelContext context, PopularityOptions _) => new Popularity(context)),
        ModelDescriptor.Describe("item-knn", "nearest neighbors of items by cosine similarity", (ModelContext context, ItemKnnOptions options) => new ItemKnn(context, options)),
        ModelDescriptor.Describe("ease", "EASE, a linear model in closed form", (ModelContext context, EaseOptions options) => new Ease(context, options)),
        ModelDescriptor.Describe("autoencoder", "the plain autoencoder", (ModelContext context, AutoencoderOptions options) => new Autoencoder(context, options)),
        ModelDescriptor.Describe("mult-dae", "Mult-DAE, the denoising autoencoder", (ModelContext context, MultDaeOptions options) => new MultDae(context, options)),
        ModelDescriptor.Describe("mult-vae", "Mult-VAE, the variational autoencoder", (ModelContext context, MultVaeOptions options) => new MultVae(context, options)),
        ModelDescriptor.Describe(
            "svae",
            "SVAE, the sequential variational autoencoder",
            (ModelContext context, SvaeOptions options) => new Svae(context, options),
            batchSize: 8,
            batchInteractions: 800,
            learningRate: 0.003),
    ];

    /// <summary>The model of this name.</summary>
    /// <exception cref="ElboException">There is no such model.</exception>
    public static ModelDescriptor Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ElboException($"'{name}' is not a model; choose one of {string.Join(", ", All.Select(entry => entry.Name))}");
}
