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

    // One for the recommender itself, and one for each running call and each reference taken with TryAcquire.
    private int referenceCount = 1;
    private int disposed;

    private Recommender(Bundle bundle, RecommenderOptions options, string path)
    {
        Manifest = bundle.Manifest;
        catalog = new ItemCatalog(bundle.Items);
        similarItems = bundle.SimilarItems;
        scorer = new OnnxScorer(bundle.DetachModel(), bundle.Manifest, options.IntraOpThreads, path);
        batchRecommender = new BatchRecommender(scorer, new Ranker(catalog, bundle.Manifest.ScoreKind, similarItems));
        batcher = new RequestBatcher(batchRecommender, options.MaxBatchSize, options.MaxConcurrentRuns);
    }

    /// <summary>Metadata of the bundle.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>The items, in the order of the model's scores.</summary>
    public IReadOnlyList<Item> Items => catalog.Items;

    /// <summary>True once it is disposed and no call or reference uses it any more.</summary>
    public bool IsReleased => Volatile.Read(ref referenceCount) == 0;

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

    /// <summary>Recommends items for one history, with default options.</summary>
    /// <param name="history">Item ids, oldest first; see <see cref="RecommendationRequest.History"/>.</param>
    /// <param name="k">Number of recommendations, at least 1; all remaining items if there are fewer.</param>
    /// <exception cref="ArgumentException">k is below 1, or an id is invalid.</exception>
    /// <exception cref="ElboException">ONNX Runtime cannot run the model.</exception>
    /// <exception cref="ObjectDisposedException">The recommender is disposed.</exception>
    public RecommendationResult Recommend(IReadOnlyList<string> history, int k = 10)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Recommend(new RecommendationRequest { History = history, K = k });
    }

    /// <summary>Recommends items for one request.</summary>
    /// <param name="request">
    /// The request. The model uses the <see cref="BundleManifest.MaxHistory"/> most recent items of its history; none of the history is
    /// recommended.
    /// </param>
    /// <exception cref="ArgumentException">The request is invalid.</exception>
    /// <exception cref="ElboException">ONNX Runtime cannot run the model.</exception>
    /// <exception cref="ObjectDisposedException">The recommender is disposed.</exception>
    public RecommendationResult Recommend(RecommendationRequest request) => Recommend([request])[0];

    /// <summary>Recommends items for several requests, in as few runs of the model as memory allows; results are in the order of the requests.</summary>
    /// <inheritdoc cref="Recommend(RecommendationRequest)" path="/exception"/>
    public IReadOnlyList<RecommendationResult> Recommend(IReadOnlyList<RecommendationRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ResolvedRequest[] resolved = [.. requests.Select(Resolve)];
        RecommendationResult[] results = new RecommendationResult[resolved.Length];
        WhileReferenced(() => batchRecommender.Recommend(resolved, (index, result) => results[index] = result));
        return results;
    }

    /// <summary>Recommends items for one request; concurrent requests share runs of the model.</summary>
    /// <inheritdoc cref="Recommend(RecommendationRequest)" path="/exception"/>
    public async Task<RecommendationResult> RecommendAsync(RecommendationRequest request, CancellationToken cancellationToken = default)
    {
        ResolvedRequest resolved = Resolve(request);
        AcquireOrThrow();
        try
        {
            return await batcher.RecommendAsync(resolved, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Explains the scores of items by leaving out one history item at a time and scoring again.</summary>
    /// <param name="request">The history, as for <see cref="Recommend(RecommendationRequest)"/>; its 100 most recent items are considered.</param>
    /// <param name="items">Ids of the items to explain, none of them in the history.</param>
    /// <param name="maxReasons">Maximum number of reasons per item.</param>
    /// <exception cref="ArgumentException">The request is invalid, or an item is unknown or in the history.</exception>
    public IReadOnlyList<Explanation> Explain(RecommendationRequest request, IReadOnlyList<string> items, int maxReasons = 3)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxReasons, 1);
        ResolvedRequest resolved = Resolve(request);
        int[] indices = [.. items.Select(RequireIndex)];
        int known = Array.FindIndex(indices, index => resolved.History.Items.Span.Contains(index));
        if (known >= 0)
        {
            throw new ArgumentException($"item '{items[known]}' is in the history, so it is not recommended", nameof(items));
        }

        IReadOnlyList<Explanation> explanations = [];
        WhileReferenced(() => explanations = new LeaveOneOutExplainer(scorer, catalog, Manifest.ScoreKind).Explain(resolved.ModelInput, indices, maxReasons));
        return explanations;
    }

    /// <summary>The most similar items of an item, most similar first; none if the bundle stores none.</summary>
    /// <param name="id">The item.</param>
    /// <param name="k">Maximum number of items.</param>
    /// <exception cref="ArgumentException">The item is unknown, or k is below 1.</exception>
    public IReadOnlyList<SimilarItem> GetSimilarItems(string id, int k = 10)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int item = RequireIndex(id);
        ReadOnlySpan<int> indices = similarItems.GetItems(item);
        ReadOnlySpan<float> similarities = similarItems.GetSimilarities(item);
        List<SimilarItem> found = [];
        for (int rank = 0; rank < Math.Min(k, indices.Length) && indices[rank] >= 0; rank++)
        {
            found.Add(new SimilarItem(catalog.Items[indices[rank]], similarities[rank]));
        }

        return found;
    }

    /// <summary>Takes a reference that keeps the recommender usable until <see cref="Release"/>, even if it is disposed meanwhile.</summary>
    /// <returns>False if it is released already.</returns>
    public bool TryAcquire()
    {
        for (int count = Volatile.Read(ref referenceCount); count > 0;)
        {
            int actual = Interlocked.CompareExchange(ref referenceCount, count + 1, count);
            if (actual == count)
            {
                return true;
            }

            count = actual;
        }

        return false;
    }

    /// <summary>Releases a reference taken with <see cref="TryAcquire"/>; the last one frees a disposed recommender's model.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref referenceCount) == 0)
        {
            batcher.Dispose();
            scorer.Dispose();
        }
    }

    /// <summary>Frees the model, as soon as running calls and references of <see cref="TryAcquire"/> have ended.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Release();
        }
    }

    private ResolvedRequest Resolve(RecommendationRequest request) => ResolvedRequest.Resolve(request, catalog, Manifest.MaxHistory);

    private int RequireIndex(string id) => catalog.IndexOf(id) is >= 0 and int index
        ? index
        : throw new ArgumentException($"item '{id}' is not known to the model", nameof(id));

    private void WhileReferenced(Action action)
    {
        AcquireOrThrow();
        try
        {
            action();
        }
        finally
        {
            Release();
        }
    }

    private void AcquireOrThrow() => ObjectDisposedException.ThrowIf(!TryAcquire(), this);
}
