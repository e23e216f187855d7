using Elbo.Server.Options;

namespace Elbo.Server.Models;

/// <summary>
/// Loads the bundle when its file has changed. It polls, because network file systems and containers do not report changes; a file
/// that is still being written is left alone until it is the same on two consecutive checks.
/// </summary>
internal sealed class BundleReloadService(ModelProvider model, ServerOptions options, TimeProvider clock, ILogger<BundleReloadService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.ReloadCheckSeconds == 0)
        {
            return;
        }

        using PeriodicTimer timer = new(TimeSpan.FromSeconds(options.ReloadCheckSeconds), clock);
        FileStamp last = FileStamp.Read(options.Bundle);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            FileStamp now = FileStamp.Read(options.Bundle);
            if (now == last && model.FileChanged)
            {
                await LoadAsync(stoppingToken).ConfigureAwait(false);
            }

            last = now;
        }
    }

    private async Task LoadAsync(CancellationToken stopping)
    {
        try
        {
            await model.LoadAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.LogError("new bundle could not be loaded, keeping the current model: {Error}", model.LastFailure?.Error);
        }
    }
}
