using Elbo.Server.Security;
using OpenTelemetry.Metrics;

namespace Elbo.Server.Telemetry;

/// <summary>Figures for Prometheus at /metrics: the framework's own, the model's and the server's.</summary>
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
