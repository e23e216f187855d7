using Elbo.Server.Options;

namespace Elbo.Server.Security;

/// <summary>API keys, roles and rate limits.</summary>
internal static class SecurityExtensions
{
    public static void AddSecurity(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton(new ApiKeyStore(options));

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
    }

    /// <summary>Requires a key with this role.</summary>
    public static T RequireRole<T>(this T endpoint, Role role)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization(role.ToString());
}
