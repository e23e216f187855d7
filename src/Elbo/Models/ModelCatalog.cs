namespace Elbo.Models;

/// <summary>All models by the name that recipes and the command line use.</summary>
public static class ModelCatalog
{
    /// <summary>The entries, simple models first.</summary>
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        ModelEntry.Of<PopularityOptions>("popularity", "the most popular items, for everybody", (items, _, _) => new Popularity(items)),
        ModelEntry.Of<ItemKnnOptions>("item-knn", "nearest neighbours of items by cosine", (items, options, _) => new ItemKnn(items, options)),
        ModelEntry.Of<EaseOptions>("ease", "EASE, a linear model in closed form", (items, options, _) => new Ease(items, options)),
        ModelEntry.Of<AutoencoderOptions>("autoencoder", "the plain autoencoder", (items, options, device) => new Autoencoder(items, options, device)),
        ModelEntry.Of<MultDaeOptions>("mult-dae", "Mult-DAE, the denoising autoencoder", (items, options, device) => new MultDae(items, options, device)),
        ModelEntry.Of<MultVaeOptions>("mult-vae", "Mult-VAE, the variational autoencoder", (items, options, device) => new MultVae(items, options, device)),
        ModelEntry.Of<SvaeOptions>("svae", "SVAE, the sequential variational autoencoder", (items, options, device) => new Svae(items, options, device)),
    ];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ElboException">There is no such model.</exception>
    public static ModelEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ElboException($"'{name}' is not a model; choose one of {string.Join(", ", All.Select(entry => entry.Name))}");
}
