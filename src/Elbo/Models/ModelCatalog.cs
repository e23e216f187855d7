using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>All models by the name that recipes and the command line use.</summary>
public static class ModelCatalog
{
    /// <summary>The entries, simple models first.</summary>
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        ModelEntry.Of("popularity", "the most popular items, for everybody", (int items, PopularityOptions _, Device _) => new Popularity(items)),
        ModelEntry.Of("item-knn", "nearest neighbours of items by cosine", (int items, ItemKnnOptions options, Device _) => new ItemKnn(items, options)),
        ModelEntry.Of("ease", "EASE, a linear model in closed form", (int items, EaseOptions options, Device _) => new Ease(items, options)),
        ModelEntry.Of("autoencoder", "the plain autoencoder", (int items, AutoencoderOptions options, Device device) => new Autoencoder(items, options, device)),
        ModelEntry.Of("mult-dae", "Mult-DAE, the denoising autoencoder", (int items, MultDaeOptions options, Device device) => new MultDae(items, options, device)),
        ModelEntry.Of("mult-vae", "Mult-VAE, the variational autoencoder", (int items, MultVaeOptions options, Device device) => new MultVae(items, options, device)),
        ModelEntry.Of(
            "svae",
            "SVAE, the sequential variational autoencoder",
            (int items, SvaeOptions options, Device device) => new Svae(items, options, device),
            batchSize: 8,
            learningRate: 0.003),
    ];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ElboException">There is no such model.</exception>
    public static ModelEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ElboException($"'{name}' is not a model; choose one of {string.Join(", ", All.Select(entry => entry.Name))}");
}
