using Elbo.Server.Options;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Elbo.Server.Health;

/// <summary>Ready until the server is stopped; it then keeps responding for the drain period, so that a load balancer notices.</summary>
internal sealed class ReadinessCheck(ServerOptions options, TimeProvider clock) : IHealthCheck, IHostedLifecycleService
{
    private volatile bool isStopping;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(isStopping ? HealthCheckResult.Unhealthy("stopping") : HealthCheckResult.Healthy());

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
}
