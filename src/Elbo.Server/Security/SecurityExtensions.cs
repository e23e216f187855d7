using Elbo.Server.Options;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;

namespace Elbo.Server.Security;

/// <summary>API keys, roles and limits.</summary>
internal static class SecurityExtensions
{
    public static void AddSecurity(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton<ApiKeyStore>();

        // Only the core: full authentication would add cookie protection, which keeps keys in files.
        builder.Services.AddTransient<ApiKeyAuthenticationHandler>();
        builder.Services.AddAuthenticationCore(schemes =>
        {
            schemes.DefaultScheme = ApiKeyAuthenticationHandler.SchemeName;
            schemes.AddScheme<ApiKeyAuthenticationHandler>(ApiKeyAuthenticationHandler.SchemeName, null);
        });
        builder.Services.AddAuthorization(authorization =>
        {
            foreach (Role role in Enum.GetValues<Role>())
            {
                authorization.AddPolicy(role.ToString(), policy => policy.RequireRole(role.ToString()));
            }
        });
        builder.Services.AddRateLimiter(limiter => RateLimiting.Configure(limiter, options));
        builder.Services.AddSingleton<AdmissionControl>();
        builder.Services.AddSingleton<ConnectionLimiter>();
    }

    /// <summary>Counts the open connections of every address, and refuses addresses that need keys.</summary>
    public static void ConfigureConnections(this WebApplicationBuilder builder, ServerOptions options) => builder.WebHost.ConfigureKestrel(kestrel =>
        kestrel.ConfigureEndpointDefaults(listen =>
        {
            LoopbackGuard.Check(listen, options);
            ConnectionLimiter connections = listen.ApplicationServices.GetRequiredService<ConnectionLimiter>();
            listen.Use(next => context => connections.HandleAsync(context, next));
        }));

    public static void UseConnectionLimiter(this WebApplication app) => app.Use(app.Services.GetRequiredService<ConnectionLimiter>().HandleAsync);

    public static void UseAdmissionControl(this WebApplication app) => app.Use(app.Services.GetRequiredService<AdmissionControl>().HandleAsync);

    /// <summary>Requires a key with this role.</summary>
    public static T RequireRole<T>(this T endpoint, Role role)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization(role.ToString());
}
