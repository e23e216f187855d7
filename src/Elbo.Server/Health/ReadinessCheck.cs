using Elbo.Server.Errors;
using Elbo.Server.Events;
using Elbo.Server.Options;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Elbo.Server.Health;

/// <summary>
/// Ready while the event store can be read, until the server is stopped; it then keeps responding for the drain period, so that a load
/// balancer notices.
/// </summary>
internal sealed class ReadinessCheck(EventStore store, ServerOptions options, TimeProvider clock, ILogger<ReadinessCheck> logger) : IHealthCheck, IHostedLifecycleService
{
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private Task<string?>? check;
    private volatile bool isStopping;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (isStopping)
        {
            return HealthCheckResult.Unhealthy("stopping");
        }

        // The endpoint needs no key, so concurrent requests share one check of the store.
        Task<string?> current;
        lock (gate)
        {
            current = check is { IsCompleted: false } ? check : check = CheckStoreAsync();
        }

        string? error = await current.WaitAsync(cancellationToken).ConfigureAwait(false);
        return error is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(error);
    }

    /// <summary>Called before the server stops listening.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        isStopping = true;
        await Task.Delay(TimeSpan.FromSeconds(options.DrainSeconds), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Null if the store can be read, else the reason why it cannot.</summary>
    private async Task<string?> CheckStoreAsync()
    {
        using CancellationTokenSource timeout = new(StoreTimeout, clock);
        try
        {
            // A connection attempt does not always end when it is cancelled.
            await store.CheckAsync(timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            logger.LogWarning("not ready, the event store cannot be read: {Failure}", error is ElboException ? error.Message : SafeExceptionFormatter.Format(error));
            return "the event store cannot be read";
        }
    }
}
