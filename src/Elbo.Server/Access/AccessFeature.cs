using Elbo.Server.Options;

namespace Elbo.Server.Access;

/// <summary>Keys, roles, names of the server and limits of how much one client asks.</summary>
internal static class AccessFeature
{
    public static void AddAccess(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton(new KeyRing(options));

        // The core alone: all of it would bring keys for cookies, kept in files.
        builder.Services.AddTransient<KeyAuthentication>();
        builder.Services.AddAuthenticationCore(schemes =>
        {
            schemes.DefaultScheme = KeyAuthentication.SchemeName;
            schemes.AddScheme<KeyAuthentication>(KeyAuthentication.SchemeName, null);
        });
        builder.Services.AddAuthorization(policies =>
        {
            foreach (Role role in Enum.GetValues<Role>())
            {
                policies.AddPolicy(role.ToString(), policy => policy.RequireRole(role.ToString()));
            }
        });
        builder.Services.AddRateLimiter(limits => RequestLimits.Set(limits, options));
    }

    /// <summary>Lets in only who has a key of this role.</summary>
    public static T Needs<T>(this T endpoint, Role role)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization(role.ToString());
}
