using Elbo.Inference.Bundles;
using Elbo.Server.Errors;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Models;

/// <summary>The model in use. Another replaces it between two requests; if loading fails, the current one stays.</summary>
internal sealed partial class ModelProvider(ServerOptions options, ServerMetrics metrics, TimeProvider clock, ILogger<ModelProvider> logger) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private LoadedModel? current;
    private FileStamp lastAttempt;

    /// <summary>Why the last attempt to load failed; null if it succeeded.</summary>
    public LoadFailure? LastFailure { get; private set; }

    /// <summary>How often the model has been replaced.</summary>
    public int Reloads { get; private set; }

    /// <summary>True if the file differs from the one that was last tried.</summary>
    public bool FileChanged => FileStamp.Read(options.Bundle) is var stamp && stamp != default && stamp != lastAttempt;

    /// <summary>The current model, which stays loaded until the lease is disposed.</summary>
    public ModelLease Acquire()
    {
        while (true)
        {
            LoadedModel model = Volatile.Read(ref current) ?? throw new ObjectDisposedException(nameof(ModelProvider));
            if (model.Recommender.TryAcquire())
            {
                return new ModelLease(model);
            }
        }
    }

    /// <summary>Loads the bundle's file and makes it the current model.</summary>
    /// <exception cref="ElboException">The bundle cannot be served; the current model stays.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lastAttempt = FileStamp.Read(options.Bundle);
            LoadedModel next = await LoadedModel.LoadAsync(options, clock, cancellationToken).ConfigureAwait(false);
            Replace(next);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (error is not ElboException)
            {
                logger.LogError("loading the bundle failed unexpectedly: {Failure}", SafeExceptionFormatter.Format(error));
            }

            LastFailure = new LoadFailure(error is ElboException ? error.Message : "loading failed; see the server log", clock.GetUtcNow());
            metrics.RecordLoadFailure();
            throw;
        }
        finally
        {
            loading.Release();
        }
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref current, null)?.Recommender.Dispose();
        loading.Dispose();
    }

    private void Replace(LoadedModel next)
    {
        LoadedModel? previous = Interlocked.Exchange(ref current, next);
        LastFailure = null;
        metrics.RecordModelLoad(next.Recommender.Manifest);
        BundleManifest manifest = next.Recommender.Manifest;
        LogServing(manifest.Model, manifest.Data.Name, manifest.ItemCount);
        if (previous is not null)
        {
            Reloads++;
            previous.Recommender.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Information, "serving {Model}, trained on {Data}, with {Items} items")]
    private partial void LogServing(string model, string data, int items);
}

/// <summary>Why a bundle could not be loaded.</summary>
/// <param name="Error">The reason.</param>
/// <param name="Time">When loading was tried.</param>
internal sealed record LoadFailure(string Error, DateTimeOffset Time);

/// <summary>Identifies the state of a file without reading it, to detect that it was replaced.</summary>
internal readonly record struct FileStamp(long Bytes, DateTime LastWritten, DateTime Created)
{
    /// <summary>The stamp of a file; the default value if there is none.</summary>
    public static FileStamp Read(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc) : default;
    }
}
