using Elbo.Inference.Bundles;
using Elbo.Inference.Ranking;

namespace Elbo.Inference;

/// <summary>A bundle that answers: recommendations, reasons, similar items. All members may be called from many threads at once.</summary>
public sealed class Recommender : IDisposable
{
    private readonly ItemTable items;
    private readonly SimilarTable similar;
    private readonly Scorer scorer;
    private readonly Answerer answerer;
    private readonly Batcher batcher;

    // One for the recommender itself, and one for each call under way.
    private readonly CountdownEvent users = new(1);
    private int disposed;

    private Recommender(OpenedBundle bundle, RecommenderOptions options, string path)
    {
        Manifest = bundle.Manifest;
        items = new ItemTable(bundle.Items);
        similar = new SimilarTable(bundle.SimilarItems, bundle.Similarities, bundle.Manifest.Neighbours);
        scorer = new Scorer(bundle.TakeModel(), bundle.Manifest, options.Threads, path);
        answerer = new Answerer(scorer, new Ranker(items, similar, bundle.Manifest.Scores));
        batcher = new Batcher(answerer, options.MaxBatch, options.Workers);
    }

    /// <summary>What the bundle tells of itself.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>The items in the order of the model's columns.</summary>
    public IReadOnlyList<Item> Items => items.Items;

    /// <summary>Opens a bundle, checks every part of it and lets its model answer once; the file is not needed afterwards.</summary>
    /// <param name="path">The file that 'elbo export' wrote.</param>
    /// <param name="options">Threads and limits.</param>
    /// <exception cref="ElboException">The file is missing, damaged, too large, or of another version.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Recommender Load(string path, RecommenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new RecommenderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        using OpenedBundle bundle = OpenedBundle.Open(path, options.MaxBytes);
        return new Recommender(bundle, options, path);
    }

    /// <summary>The item of an id; null where the model does not know it.</summary>
    public Item? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return items.ColumnOf(id) is >= 0 and int column ? items.Items[column] : null;
    }

    /// <summary>Recommends to one person.</summary>
    /// <param name="history">
    /// Ids of what the person chose, oldest first; an id more than once counts where it stands first, as in training; unknown ones are
    /// reported. Of more than <see cref="BundleManifest.MaxHistory"/> the most recent are read, and none of them is recommended.
    /// </param>
    /// <param name="k">How many, at least 1; all that are left where there are fewer.</param>
    /// <param name="options">What to keep to.</param>
    /// <exception cref="ArgumentException">k, the diversity, the discount or the limit per category is out of its range, or an id is null.</exception>
    /// <exception cref="ElboException">The bundle's model cannot be run.</exception>
    /// <exception cref="ObjectDisposedException">The recommender is disposed of.</exception>
    public Recommendations Recommend(IReadOnlyList<string> history, int k = 10, RecommendOptions? options = null) =>
        Recommend([new RecommendRequest(history, k, options)])[0];

    /// <summary>Recommends to many people in as few runs of the model as memory lets; answers stand in the order of the requests.</summary>
    /// <exception cref="ArgumentException">As for one person.</exception>
    public IReadOnlyList<Recommendations> Recommend(IReadOnlyList<RecommendRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        Query[] queries = [.. requests.Select(Read)];
        Recommendations[] answers = new Recommendations[queries.Length];
        Use(() => answerer.Answer(queries, (place, answer) => answers[place] = answer));
        return answers;
    }

    /// <summary>Recommends to one person; requests that wait at the same time share a run of the model.</summary>
    /// <exception cref="ArgumentException">As for one person.</exception>
    public async Task<Recommendations> RecommendAsync(RecommendRequest request, CancellationToken cancellation = default)
    {
        Query query = Read(request);
        Enter();
        try
        {
            return await batcher.AnswerAsync(query, cancellation).ConfigureAwait(false);
        }
        finally
        {
            users.Signal();
        }
    }

    /// <summary>Which items of the history moved some items most: each is left out once and the items are scored again.</summary>
    /// <param name="history">As for <see cref="Recommend(IReadOnlyList{string}, int, RecommendOptions?)"/>; its 100 most recent items are tried.</param>
    /// <param name="items">Ids of the items to explain, outside of the history.</param>
    /// <param name="reasons">The most reasons for each.</param>
    /// <exception cref="ArgumentException">An item is unknown, or in the history.</exception>
    public IReadOnlyList<Explanation> Explain(IReadOnlyList<string> history, IReadOnlyList<string> items, int reasons = 3)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(reasons, 1);
        Query query = Query.Of(history, 1, null, this.items, Manifest.MaxHistory);
        int[] columns = [.. items.Select(Known)];
        if (columns.FirstOrDefault(query.Known.Contains, -1) is >= 0 and int own)
        {
            throw new ArgumentException($"item '{this.items.Items[own].Id}' is in the history, so it is not recommended", nameof(items));
        }

        IReadOnlyList<Explanation> found = [];
        Use(() => found = new Reasons(scorer, this.items, Manifest.Scores).Of(query.Read.ToArray(), columns, reasons));
        return found;
    }

    /// <summary>The items most like one, most alike first; none where the model keeps none.</summary>
    /// <exception cref="ArgumentException">The item is unknown, or k is below 1.</exception>
    public IReadOnlyList<SimilarItem> Similar(string id, int k = 10)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int column = Known(id);
        List<SimilarItem> alike = [];
        Use(() =>
        {
            ReadOnlySpan<int> columns = similar.Of(column);
            ReadOnlySpan<float> similarities = similar.SimilaritiesOf(column);
            for (int place = 0; place < Math.Min(k, columns.Length) && columns[place] >= 0; place++)
            {
                alike.Add(new SimilarItem(items.Items[columns[place]], similarities[place]));
            }
        });
        return alike;
    }

    /// <summary>Frees the model once requests under way are answered.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        users.Signal();
        users.Wait();
        batcher.Dispose();
        scorer.Dispose();
        users.Dispose();
    }

    private Query Read(RecommendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Query.Of(request.History, request.K, request.Options, items, Manifest.MaxHistory);
    }

    private int Known(string id) => items.ColumnOf(id) is >= 0 and int column
        ? column
        : throw new ArgumentException($"item '{id}' is not known to the model", nameof(id));

    private void Use(Action action)
    {
        Enter();
        try
        {
            action();
        }
        finally
        {
            users.Signal();
        }
    }

    private void Enter() => ObjectDisposedException.ThrowIf(disposed == 1 || !users.TryAddCount(), this);
}
