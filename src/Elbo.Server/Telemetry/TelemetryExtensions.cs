using Elbo.Server.Security;
using OpenTelemetry.Metrics;

namespace Elbo.Server.Telemetry;

/// <summary>Metrics for Prometheus at /metrics, from the framework, the model and the server.</summary>
internal static class TelemetryExtensions
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime", "Elbo.Inference", ServerMetrics.MeterName)
            .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
    }

    public static void MapTelemetry(this WebApplication app) => app.MapPrometheusScrapingEndpoint().RequireRole(Role.Read);
}
