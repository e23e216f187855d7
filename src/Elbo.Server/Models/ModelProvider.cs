using Elbo.Inference.Bundles;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Models;

/// <summary>The model that answers now. Another takes its place between two requests; what fails to load leaves it where it is.</summary>
internal sealed partial class ModelProvider(ServerOptions options, ServerMetrics metrics, TimeProvider clock, ILogger<ModelProvider> logger) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private LoadedModel? current;
    private FileStamp lastAttempt;

    /// <summary>Why the last attempt to load failed; null where it did not.</summary>
    public LoadFailure? LastFailure { get; private set; }

    /// <summary>How often another model took its predecessor's place.</summary>
    public int Reloads { get; private set; }

    /// <summary>True where the file is not the one that was tried last.</summary>
    public bool FileChanged => FileStamp.Read(options.Bundle) is var stamp && stamp != default && stamp != lastAttempt;

    /// <summary>The model, kept until the lease is disposed.</summary>
    public ModelLease Acquire()
    {
        while (true)
        {
            LoadedModel model = Volatile.Read(ref current) ?? throw new ObjectDisposedException(nameof(ModelProvider));
            if (model.TryAcquire())
            {
                return new ModelLease(model);
            }
        }
    }

    /// <summary>Loads what lies in the bundle's place and puts it in the present model's.</summary>
    /// <exception cref="ElboException">It cannot be served; the present model goes on answering.</exception>
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
            LastFailure = new LoadFailure(error is ElboException ? error.Message : "loading failed; the server's log tells where", clock.GetUtcNow());
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
        Interlocked.Exchange(ref current, null)?.Release();
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
            previous.Release();
        }
    }

    [LoggerMessage(LogLevel.Information, "serving {Model}, trained on {Data}, with {Items} items")]
    private partial void LogServing(string model, string data, int items);
}
