using Elbo.Server.Errors;
using Elbo.Server.Options;

namespace Elbo.Server.Models;

/// <summary>
/// Loads the bundle when another one lies in its place. It looks again and again, for network file systems and containers tell
/// nothing of changes; a file that is still being written is left alone until it stays the same from one look to the next.
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
        catch (ElboException error)
        {
            logger.LogError("the model before goes on answering, for another cannot be loaded: {Error}", error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.LogError("the model before goes on answering, for loading another failed: {Failure}", SafeExceptionFormatter.Format(error));
        }
    }
}
