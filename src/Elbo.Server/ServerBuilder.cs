using Elbo.Server.Access;
using Elbo.Server.Errors;
using Elbo.Server.Events;
using Elbo.Server.Health;
using Elbo.Server.Items;
using Elbo.Server.Models;
using Elbo.Server.Options;
using Elbo.Server.Pages;
using Elbo.Server.Recommending;
using Elbo.Server.Telemetry;
using Elbo.Server.Users;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Elbo.Server;

/// <summary>Puts the server together: settings, a feature after the other, the way of a request through them.</summary>
internal static class ServerBuilder
{
    private const string UsualAddress = "http://127.0.0.1:8080";

    /// <summary>A server that is ready to start: its settings are checked, its store is open and its model loaded.</summary>
    /// <param name="args">Settings as <c>--Elbo:Bundle=model.elbo</c>, over those of the environment and of appsettings.json.</param>
    /// <param name="more">What else a test wants to set.</param>
    /// <exception cref="ElboException">Settings, bundle or store have to be mended.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? more = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(ServerBuilder).Assembly.GetName().Name,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        ServerOptions options = OptionsReading.Read<ServerOptions>(builder.Configuration.GetSection("Elbo"));
        AddServer(builder, options);
        more?.Invoke(builder);
        WebApplication app = builder.Build();
        try
        {
            UseServer(app, options);
            await app.Services.GetRequiredService<EventStore>().OpenAsync().ConfigureAwait(false);
            await app.Services.GetRequiredService<CurrentModel>().LoadAsync(CancellationToken.None).ConfigureAwait(false);
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
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, LogPrivacy>();
        builder.Services.AddSingleton(options);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Set(json.SerializerOptions));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.BodyBytes;
        });
        if (NamesNoAddress(builder.Configuration))
        {
            builder.WebHost.UseUrls(UsualAddress);
        }

        builder.WebHost.RefuseOpenAddresses(options);
        builder.AddErrors(options);
        builder.AddAccess(options);
        builder.AddTelemetry();
        builder.AddHealth(options);
        builder.AddPages();
        builder.AddEvents(options);
        builder.Services.AddSingleton<CurrentModel>();
        builder.Services.AddHostedService<BundleWatch>();
        builder.Services.AddSingleton<Answering>();
    }

    private static void UseServer(WebApplication app, ServerOptions options)
    {
        app.UseSecurityHeaders();
        app.UseErrors();
        app.UseHostCheck(options);
        app.UsePage();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapHealth();
        app.MapTelemetry();
        app.MapPages();

        RouteGroupBuilder v1 = app.MapGroup("/v1");
        v1.RequireRateLimiting(RequestLimits.Api);
        v1.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        v1.MapRecommendations();
        v1.MapItems();
        v1.MapEvents();
        v1.MapUsers();
        v1.MapModel();
    }

    private static bool NamesNoAddress(ConfigurationManager configuration) =>
        configuration["urls"] is null && configuration["http_ports"] is null && configuration["https_ports"] is null && !configuration.GetSection("Kestrel:Endpoints").Exists();
}
