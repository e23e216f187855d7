using Elbo.Inference;
using Elbo.Server.Items;
using Elbo.Server.Options;

namespace Elbo.Server.Models;

/// <summary>A bundle in use: counted by those that use it, and freed by the last of them.</summary>
internal sealed class LoadedModel
{
    private const int WarmUpHistoryLength = 20;
    private int referenceCount = 1;

    private LoadedModel(Recommender recommender, FileStamp stamp, DateTimeOffset loadedAt)
    {
        Recommender = recommender;
        Items = new ItemSearchIndex(recommender.Items);
        Stamp = stamp;
        LoadedAt = loadedAt;
    }

    public Recommender Recommender { get; }

    public ItemSearchIndex Items { get; }

    /// <summary>The file as it was when it was read.</summary>
    public FileStamp Stamp { get; }

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset LoadedAt { get; }

    /// <summary>True once nobody uses it and its memory is given back.</summary>
    public bool IsDisposed => Volatile.Read(ref referenceCount) == 0;

    /// <summary>Opens a bundle, checks it and lets it answer once, so that no request meets a cold model.</summary>
    /// <exception cref="ElboException">The bundle cannot be served.</exception>
    public static async Task<LoadedModel> LoadAsync(ServerOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        FileStamp stamp = FileStamp.Read(options.Bundle);
        Recommender recommender = Recommender.Load(
            options.Bundle, new RecommenderOptions { IntraOpThreads = options.IntraOpThreads, MaxConcurrentRuns = options.MaxConcurrentRuns, MaxBatchSize = options.MaxBatchSize });
        try
        {
            await WarmUpAsync(recommender, options.Bundle, cancellationToken).ConfigureAwait(false);
            return new LoadedModel(recommender, stamp, clock.GetUtcNow());
        }
        catch
        {
            recommender.Dispose();
            throw;
        }
    }

    /// <summary>Counts one more user; false where the last has gone.</summary>
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

    /// <summary>Counts one user less, and frees the model after the last.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref referenceCount) == 0)
        {
            Recommender.Dispose();
        }
    }

    private static async Task WarmUpAsync(Recommender recommender, string bundle, CancellationToken cancellationToken)
    {
        string[] history = [.. recommender.Items.Take(Math.Min(WarmUpHistoryLength, recommender.Items.Count - 1)).Select(item => item.Id)];
        RecommendationResult result = await recommender.RecommendAsync(new RecommendRequest(history, 10), cancellationToken).ConfigureAwait(false);
        if (result.Items.Count == 0 || result.Items.Any(item => !float.IsFinite(item.Score)))
        {
            throw new ElboException($"{bundle}: the model answers a request with nothing or with scores that are no numbers; export the run again");
        }
    }
}
