using Elbo.Server.Errors;
using Elbo.Server.Events;
using Elbo.Server.Health;
using Elbo.Server.Items;
using Elbo.Server.Models;
using Elbo.Server.Options;
using Elbo.Server.Pages;
using Elbo.Server.Recommendations;
using Elbo.Server.Security;
using Elbo.Server.Telemetry;
using Elbo.Server.Users;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Elbo.Server;

/// <summary>Builds the server: settings, services and the middleware pipeline.</summary>
internal static class ServerBuilder
{
    private const string DefaultAddress = "http://127.0.0.1:8080";

    /// <summary>A server ready to start, with validated settings, an open event store and a loaded model.</summary>
    /// <param name="args">Settings such as <c>--Elbo:Bundle=model.elbo</c>, which override the environment and appsettings.json.</param>
    /// <param name="configure">Further configuration, for tests.</param>
    /// <exception cref="ElboException">The settings, the bundle or the store are invalid.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(ServerBuilder).Assembly.GetName().Name,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        ServerOptions options = StrictOptionsBinder.Bind<ServerOptions>(builder.Configuration.GetSection("Elbo"));
        AddServer(builder, options);
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        try
        {
            _ = app.Services.GetRequiredService<ApiKeyStore>();
            UseServer(app, options);
            app.Services.GetRequiredService<EventStore>().Open();
            await app.Services.GetRequiredService<ModelProvider>().LoadAsync(CancellationToken.None).ConfigureAwait(false);
            return app;
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static void AddServer(WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, PrivacyLogFilter>();
        builder.Services.AddSingleton(options);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJsonContext.Configure(json.SerializerOptions));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.MaxBodyBytes;
        });
        if (HasNoAddress(builder.Configuration))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        builder.ConfigureConnections(options);
        builder.AddErrors(options);
        builder.AddSecurity(options);
        builder.AddTelemetry();
        builder.AddHealth(options);
        builder.AddPages();
        builder.AddEvents(options);
        builder.Services.AddSingleton<ModelProvider>();
        builder.Services.AddHostedService<BundleReloadService>();
        builder.Services.AddSingleton<RecommendationService>();
    }

    private static void UseServer(WebApplication app, ServerOptions options)
    {
        app.UseConnectionLimiter();
        app.UseSecurityHeaders();
        app.UseErrors();
        app.UseCrossSiteProtection(options);
        app.UseWebPage();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAdmissionControl();
        app.MapHealth();
        app.MapTelemetry();
        app.MapPages();

        RouteGroupBuilder v1 = app.MapGroup("/v1");
        v1.RequireRateLimiting(RateLimiting.ApiPolicy);
        v1.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapRecommendations();
        v1.MapItems();
        v1.MapEvents();
        v1.MapUsers();
        v1.MapModel();
    }

    private static bool HasNoAddress(ConfigurationManager configuration) =>
        configuration["urls"] is null && configuration["http_ports"] is null && configuration["https_ports"] is null && !configuration.GetSection("Kestrel:Endpoints").Exists();
}
