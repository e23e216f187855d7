using Elbo.Inference.Bundles;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Models;

/// <summary>The model that answers now. Another takes its place between two requests; what fails to load leaves it where it is.</summary>
internal sealed partial class CurrentModel(ServerOptions options, ServerMetrics metrics, TimeProvider clock, ILogger<CurrentModel> logger) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private LoadedModel? current;
    private FileStamp tried;

    /// <summary>Why the last attempt to load failed; null where it did not.</summary>
    public LoadFailure? Failure { get; private set; }

    /// <summary>How often another model took its predecessor's place.</summary>
    public int Reloads { get; private set; }

    /// <summary>True where the file is not the one that was tried last.</summary>
    public bool FileChanged => FileStamp.Of(options.Bundle) is var stamp && stamp != default && stamp != tried;

    /// <summary>The model, kept until the lease is disposed.</summary>
    public ModelLease Use()
    {
        while (true)
        {
            LoadedModel model = Volatile.Read(ref current) ?? throw new ObjectDisposedException(nameof(CurrentModel));
            if (model.TryEnter())
            {
                return new ModelLease(model);
            }
        }
    }

    /// <summary>Loads what lies in the bundle's place and puts it in the present model's.</summary>
    /// <exception cref="ElboException">It cannot be served; the present model goes on answering.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await loading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            tried = FileStamp.Of(options.Bundle);
            LoadedModel next = await LoadedModel.LoadAsync(options, clock, cancellation).ConfigureAwait(false);
            Replace(next);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Failure = new LoadFailure(error is ElboException ? error.Message : "loading failed; the server's log tells where", clock.GetUtcNow());
            metrics.ModelRefused();
            throw;
        }
        finally
        {
            loading.Release();
        }
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref current, null)?.Leave();
        loading.Dispose();
    }

    private void Replace(LoadedModel next)
    {
        LoadedModel? last = Interlocked.Exchange(ref current, next);
        Failure = null;
        metrics.ModelLoaded(next.Recommender.Manifest);
        BundleManifest manifest = next.Recommender.Manifest;
        LogServing(manifest.Model, manifest.Data.Name, manifest.ItemCount);
        if (last is not null)
        {
            Reloads++;
            last.Leave();
        }
    }

    [LoggerMessage(LogLevel.Information, "serving {Model}, trained on {Data}, with {Items} items")]
    private partial void LogServing(string model, string data, int items);
}
