using Elbo.Server.Errors;
using Elbo.Server.Options;
using Microsoft.Extensions.Primitives;

namespace Elbo.Server.Security;

/// <summary>
/// Refuses requests for names that are not this server's, and POSTs that are not JSON. A page elsewhere can make a browser on this
/// machine ask us, by a name of its own that it points at 127.0.0.1 (DNS rebinding) or by a form (CSRF); the first comes with that
/// name, the second cannot say that it brings JSON without asking for permission first, which is never given.
/// </summary>
internal static class CrossSiteProtection
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    public static void UseCrossSiteProtection(this WebApplication app, ServerOptions options)
    {
        string[] defaultHosts = options is { ApiKeys.Length: 0, AllowAnonymous: false } ? LoopbackHosts : [];
        StringSegment[] hosts = [.. defaultHosts.Concat(options.AllowedHosts).Select(host => new StringSegment(host))];
        app.Use((context, next) =>
        {
            if (hosts.Length > 0 && !HostString.MatchesAny(context.Request.Host.Host, hosts))
            {
                return new ProblemException(StatusCodes.Status400BadRequest, "this server does not go by the name in the Host header; add the name to Elbo:Hosts").WriteAsync(context);
            }

            return HttpMethods.IsPost(context.Request.Method) && !context.Request.HasJsonContentType()
                ? new ProblemException(StatusCodes.Status415UnsupportedMediaType, "send JSON with Content-Type: application/json").WriteAsync(context)
                : next(context);
        });
    }
}
