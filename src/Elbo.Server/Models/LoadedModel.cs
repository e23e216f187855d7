using Elbo.Inference;
using Elbo.Server.Items;
using Elbo.Server.Options;

namespace Elbo.Server.Models;

/// <summary>A bundle in use: counted by those that use it, and freed by the last of them.</summary>
internal sealed class LoadedModel
{
    private const int WarmingItems = 20;
    private int users = 1;

    private LoadedModel(Recommender recommender, FileStamp stamp, DateTimeOffset since)
    {
        Recommender = recommender;
        Items = new ItemIndex(recommender.Items);
        Stamp = stamp;
        Since = since;
    }

    public Recommender Recommender { get; }

    public ItemIndex Items { get; }

    /// <summary>The file as it was when it was read.</summary>
    public FileStamp Stamp { get; }

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>True once nobody uses it and its memory is given back.</summary>
    public bool IsFreed => Volatile.Read(ref users) == 0;

    /// <summary>Opens a bundle, checks it and lets it answer once, so that no request meets a cold model.</summary>
    /// <exception cref="ElboException">The bundle cannot be served.</exception>
    public static async Task<LoadedModel> LoadAsync(ServerOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        FileStamp stamp = FileStamp.Of(options.Bundle);
        Recommender recommender = Recommender.Load(
            options.Bundle, new RecommenderOptions { Threads = options.Threads, Workers = options.Workers, MaxBatch = options.MaxBatch });
        try
        {
            await WarmAsync(recommender, options.Bundle, cancellation).ConfigureAwait(false);
            return new LoadedModel(recommender, stamp, clock.GetUtcNow());
        }
        catch
        {
            recommender.Dispose();
            throw;
        }
    }

    /// <summary>Counts one more user; false where the last has gone.</summary>
    public bool TryEnter()
    {
        for (int seen = Volatile.Read(ref users); seen > 0;)
        {
            int found = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Counts one user less, and frees the model after the last.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            Recommender.Dispose();
        }
    }

    private static async Task WarmAsync(Recommender recommender, string bundle, CancellationToken cancellation)
    {
        string[] history = [.. recommender.Items.Take(Math.Min(WarmingItems, recommender.Items.Count - 1)).Select(item => item.Id)];
        Recommendations answer = await recommender.RecommendAsync(new RecommendRequest(history, 10), cancellation).ConfigureAwait(false);
        if (answer.Items.Count == 0 || answer.Items.Any(item => !float.IsFinite(item.Score)))
        {
            throw new ElboException($"{bundle}: the model answers a request with nothing or with scores that are no numbers; export the run again");
        }
    }
}
