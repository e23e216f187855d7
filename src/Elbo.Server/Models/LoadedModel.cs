using Elbo.Inference;
using Elbo.Server.Items;
using Elbo.Server.Options;

namespace Elbo.Server.Models;

/// <summary>A loaded bundle; its recommender counts references, and is freed by the last one to be released.</summary>
internal sealed class LoadedModel
{
    private const int WarmUpHistoryLength = 20;

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

    /// <summary>Opens and validates a bundle, and runs it once so that no request has to warm it up.</summary>
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

    private static async Task WarmUpAsync(Recommender recommender, string bundle, CancellationToken cancellationToken)
    {
        string[] history = [.. recommender.Items.Take(Math.Min(WarmUpHistoryLength, recommender.Items.Count - 1)).Select(item => item.Id)];
        RecommendationResult result = await recommender.RecommendAsync(new RecommendationRequest { History = history }, cancellationToken).ConfigureAwait(false);
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

    public void Dispose() => model.Recommender.Release();
}
