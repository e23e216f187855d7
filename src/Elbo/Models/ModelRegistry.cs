using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>All models, by their names in recipes and on the command line.</summary>
public static class ModelRegistry
{
    /// <summary>All models, simple ones first.</summary>
    public static IReadOnlyList<ModelDescriptor> All { get; } =
    [
        ModelDescriptor.Describe("popularity", "the most popular items, the same for every user", (int items, PopularityOptions _, Device _) => new Popularity(items)),
        ModelDescriptor.Describe("item-knn", "nearest neighbors of items by cosine similarity", (int items, ItemKnnOptions options, Device _) => new ItemKnn(items, options)),
        ModelDescriptor.Describe("ease", "EASE, a linear model in closed form", (int items, EaseOptions options, Device _) => new Ease(items, options)),
        ModelDescriptor.Describe("autoencoder", "the plain autoencoder", (int items, AutoencoderOptions options, Device device) => new Autoencoder(items, options, device)),
        ModelDescriptor.Describe("mult-dae", "Mult-DAE, the denoising autoencoder", (int items, MultDaeOptions options, Device device) => new MultDae(items, options, device)),
        ModelDescriptor.Describe("mult-vae", "Mult-VAE, the variational autoencoder", (int items, MultVaeOptions options, Device device) => new MultVae(items, options, device)),
        ModelDescriptor.Describe(
            "svae",
            "SVAE, the sequential variational autoencoder",
            (int items, SvaeOptions options, Device device) => new Svae(items, options, device),
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
