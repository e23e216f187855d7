using Elbo.Server.Options;

namespace Elbo.Server.Security;

/// <summary>Keys, roles, names of the server and limits of how much one client asks.</summary>
internal static class SecurityExtensions
{
    public static void AddSecurity(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton(new ApiKeyStore(options));

        // The core alone: all of it would bring keys for cookies, kept in files.
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

    /// <summary>Lets in only who has a key of this role.</summary>
    public static T RequireRole<T>(this T endpoint, Role role)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization(role.ToString());
}
