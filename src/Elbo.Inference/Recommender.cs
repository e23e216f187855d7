using Elbo.Inference.Bundles;

namespace Elbo.Inference;

/// <summary>A bundle that answers: recommendations, reasons, similar items. All members may be called from many threads at once.</summary>
public sealed class Recommender : IDisposable
{
    /// <summary>Opens a bundle and checks every part of it.</summary>
    /// <param name="path">The file that 'elbo export' wrote.</param>
    /// <param name="options">Threads and limits.</param>
    /// <exception cref="ElboException">The file is missing, damaged, too large, or of another version.</exception>
    public static Recommender Load(string path, RecommenderOptions? options = null) => throw new NotImplementedException();

    /// <summary>What the bundle tells of itself.</summary>
    public BundleManifest Manifest => throw new NotImplementedException();

    /// <summary>The items in the order of the model's columns.</summary>
    public IReadOnlyList<Item> Items => throw new NotImplementedException();

    /// <summary>The item of an id; null where the model does not know it.</summary>
    public Item? Find(string id) => throw new NotImplementedException();

    /// <summary>Recommends to one person.</summary>
    /// <param name="history">Ids of what the person chose, oldest first; an id more than once counts where it stands first; unknown ones are reported.</param>
    /// <param name="k">How many, at least 1; all that are left where there are fewer.</param>
    /// <param name="options">What to keep to.</param>
    /// <exception cref="ArgumentException">k, the diversity, the discount or the limit per category is out of its range.</exception>
    public Recommendations Recommend(IReadOnlyList<string> history, int k = 10, RecommendOptions? options = null) => throw new NotImplementedException();

    /// <summary>Recommends to many people in as few runs of the model as memory lets; answers stand in the order of the requests.</summary>
    public IReadOnlyList<Recommendations> Recommend(IReadOnlyList<RecommendRequest> requests) => throw new NotImplementedException();

    /// <summary>Recommends to one person; requests that wait at the same time share a run of the model.</summary>
    public Task<Recommendations> RecommendAsync(RecommendRequest request, CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>Which items of the history moved some items most: each is left out once and the items are scored again.</summary>
    /// <param name="history">As for <see cref="Recommend(IReadOnlyList{string}, int, RecommendOptions?)"/>.</param>
    /// <param name="items">Ids of the items to explain.</param>
    /// <param name="reasons">The most reasons for each.</param>
    /// <exception cref="ArgumentException">An item is unknown.</exception>
    public IReadOnlyList<Explanation> Explain(IReadOnlyList<string> history, IReadOnlyList<string> items, int reasons = 3) => throw new NotImplementedException();

    /// <summary>The items most like one, most alike first; none where the model keeps none.</summary>
    /// <exception cref="ArgumentException">The item is unknown.</exception>
    public IReadOnlyList<SimilarItem> Similar(string id, int k = 10) => throw new NotImplementedException();

    /// <summary>Frees the model once requests under way are answered.</summary>
    public void Dispose() => throw new NotImplementedException();
}
