using Elbo.Server.Options;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Elbo.Server.Health;

/// <summary>/health/live: the process responds. /health/ready: the server accepts requests.</summary>
internal static class HealthExtensions
{
    // Time for requests in progress and queued events during a shutdown, besides the drain period.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    public static void AddHealth(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton<ReadinessCheck>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReadinessCheck>());
        builder.Services.AddHealthChecks().AddCheck<ReadinessCheck>("ready");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout + TimeSpan.FromSeconds(options.DrainSeconds));
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
    }
}
