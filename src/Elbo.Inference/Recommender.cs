using Elbo.Inference.Bundles;
using Elbo.Inference.Scoring;
using Elbo.Ranking;

namespace Elbo.Inference;

/// <summary>Recommends items, explains recommendations and finds similar items, from a bundle. All members are safe for concurrent use.</summary>
public sealed class Recommender : IDisposable
{
    private readonly ItemCatalog catalog;
    private readonly SimilarItemLookup similarItems;
    private readonly OnnxScorer scorer;
    private readonly BatchRecommender batchRecommender;
    private readonly RequestBatcher batcher;

    // One for the recommender itself, and one for each running call.
    private readonly CountdownEvent activeCalls = new(1);
    private int disposed;

    private Recommender(Bundle bundle, RecommenderOptions options, string path)
    {
        Manifest = bundle.Manifest;
        catalog = new ItemCatalog(bundle.Items);
        similarItems = new SimilarItemLookup(bundle.SimilarItems, bundle.Similarities, bundle.Manifest.SimilarItemsPerItem);
        scorer = new OnnxScorer(bundle.DetachModel(), bundle.Manifest, options.IntraOpThreads, path);
        batchRecommender = new BatchRecommender(scorer, new Ranker(catalog, similarItems, bundle.Manifest.ScoreKind));
        batcher = new RequestBatcher(batchRecommender, options.MaxBatchSize, options.MaxConcurrentRuns);
    }

    /// <summary>Metadata of the bundle.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>The items, in the order of the model's scores.</summary>
    public IReadOnlyList<Item> Items => catalog.Items;

    /// <summary>Loads a bundle, validates all of it and runs its model once; the file is not needed afterwards.</summary>
    /// <param name="path">A file written by 'elbo export'.</param>
    /// <param name="options">Threads and limits; null for the defaults.</param>
    /// <exception cref="ElboException">The file is missing, corrupted, too large, or has another format version.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Recommender Load(string path, RecommenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new RecommenderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentRuns, 1);
        using Bundle bundle = Bundle.Open(path, options.MaxBundleBytes);
        return new Recommender(bundle, options, path);
    }

    /// <summary>Finds an item by its id; null if the model does not know it.</summary>
    public Item? FindItem(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return catalog.IndexOf(id) is >= 0 and int index ? catalog.Items[index] : null;
    }

    /// <summary>Recommends items for one history.</summary>
    /// <param name="history">
    /// Ids of what the person chose, oldest first; an id more than once counts where it stands first, as in training; unknown ones are
    /// reported. Of more than <see cref="BundleManifest.MaxHistory"/> the most recent are read, and none of them is recommended.
    /// </param>
    /// <param name="k">How many, at least 1; all that are left where there are fewer.</param>
    /// <param name="options">What to keep to.</param>
    /// <exception cref="ArgumentException">k, the diversity, the discount or the limit per category is out of its range, or an id is null.</exception>
    /// <exception cref="ElboException">The bundle's model cannot be run.</exception>
    /// <exception cref="ObjectDisposedException">The recommender is disposed of.</exception>
    public RecommendationResult Recommend(IReadOnlyList<string> history, int k = 10, RecommendOptions? options = null) =>
        Recommend([new RecommendRequest(history, k, options)])[0];

    /// <summary>Recommends to many people in as few runs of the model as memory lets; answers stand in the order of the requests.</summary>
    /// <exception cref="ArgumentException">As for one person.</exception>
    public IReadOnlyList<RecommendationResult> Recommend(IReadOnlyList<RecommendRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ResolvedRequest[] resolved = [.. requests.Select(Resolve)];
        RecommendationResult[] results = new RecommendationResult[resolved.Length];
        WhileActive(() => batchRecommender.Recommend(resolved, (place, answer) => results[place] = answer));
        return results;
    }

    /// <summary>Recommends to one person; requests that wait at the same time share a run of the model.</summary>
    /// <exception cref="ArgumentException">As for one person.</exception>
    public async Task<RecommendationResult> RecommendAsync(RecommendRequest request, CancellationToken cancellationToken = default)
    {
        ResolvedRequest resolved = Resolve(request);
        Enter();
        try
        {
            return await batcher.RecommendAsync(resolved, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            activeCalls.Signal();
        }
    }

    /// <summary>Which items of the history moved some items most: each is left out once and the items are scored again.</summary>
    /// <param name="history">As for <see cref="Recommend(IReadOnlyList{string}, int, RecommendOptions?)"/>; its 100 most recent items are tried.</param>
    /// <param name="items">Ids of the items to explain, outside of the history.</param>
    /// <param name="maxReasons">The most reasons for each.</param>
    /// <exception cref="ArgumentException">An item is unknown, or in the history.</exception>
    public IReadOnlyList<Explanation> Explain(IReadOnlyList<string> history, IReadOnlyList<string> items, int maxReasons = 3)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxReasons, 1);
        ResolvedRequest resolved = ResolvedRequest.Resolve(history, 1, null, catalog, Manifest.MaxHistory);
        int[] itemIndices = [.. items.Select(RequireIndex)];
        if (itemIndices.FirstOrDefault(resolved.HistoryItems.Contains, -1) is >= 0 and int ownItem)
        {
            throw new ArgumentException($"item '{catalog.Items[ownItem].Id}' is in the history, so it is not recommended", nameof(items));
        }

        IReadOnlyList<Explanation> explanations = [];
        WhileActive(() => explanations = new LeaveOneOutExplainer(scorer, catalog, Manifest.ScoreKind).Explain(resolved.ModelInput.ToArray(), itemIndices, maxReasons));
        return explanations;
    }

    /// <summary>The items most like one, most alike first; none where the model keeps none.</summary>
    /// <exception cref="ArgumentException">The item is unknown, or k is below 1.</exception>
    public IReadOnlyList<SimilarItem> GetSimilarItems(string id, int k = 10)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int index = RequireIndex(id);
        List<SimilarItem> found = [];
        WhileActive(() =>
        {
            ReadOnlySpan<int> indices = similarItems.GetItems(index);
            ReadOnlySpan<float> similarities = similarItems.GetSimilarities(index);
            for (int rank = 0; rank < Math.Min(k, indices.Length) && indices[rank] >= 0; rank++)
            {
                found.Add(new SimilarItem(catalog.Items[indices[rank]], similarities[rank]));
            }
        });
        return found;
    }

    /// <summary>Frees the model once requests under way are answered.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        activeCalls.Signal();
        activeCalls.Wait();
        batcher.Dispose();
        scorer.Dispose();
        activeCalls.Dispose();
    }

    private ResolvedRequest Resolve(RecommendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ResolvedRequest.Resolve(request.History, request.K, request.Options, catalog, Manifest.MaxHistory);
    }

    private int RequireIndex(string id) => catalog.IndexOf(id) is >= 0 and int index
        ? index
        : throw new ArgumentException($"item '{id}' is not known to the model", nameof(id));

    private void WhileActive(Action action)
    {
        Enter();
        try
        {
            action();
        }
        finally
        {
            activeCalls.Signal();
        }
    }

    private void Enter() => ObjectDisposedException.ThrowIf(disposed == 1 || !activeCalls.TryAddCount(), this);
}
