using Elbo.Inference;
using Elbo.Server.Items;
using Elbo.Server.Options;

namespace Elbo.Server.Models;

/// <summary>A bundle that is loaded. It is reference counted, and disposed by the last user to release it.</summary>
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

    /// <summary>The state of the file when it was read.</summary>
    public FileStamp Stamp { get; }

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset LoadedAt { get; }

    /// <summary>True once the last user has released it.</summary>
    public bool IsDisposed => Volatile.Read(ref referenceCount) == 0;

    /// <summary>Opens and validates a bundle, and runs it once so that no request meets a cold model.</summary>
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

    /// <summary>Adds a reference; false if the model is already disposed.</summary>
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

    /// <summary>Removes a reference, and disposes the model with the last one.</summary>
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
            throw new ElboException($"{bundle}: the model returns no items or scores that are not finite; export the run again");
        }
    }
}

/// <summary>The right to use a model until it is disposed, even if another is loaded meanwhile.</summary>
internal readonly struct ModelLease(LoadedModel model) : IDisposable
{
    public LoadedModel Model => model;

    public void Dispose() => model.Release();
}
