using Elbo.Server.Options;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Elbo.Server.Health;

/// <summary>/health/live: the process answers. /health/ready: send requests here; the model is loaded before the first one is taken.</summary>
internal static class HealthExtensions
{
    // What a shutdown may take besides the wait for the load balancer: requests under way and events that wait.
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
