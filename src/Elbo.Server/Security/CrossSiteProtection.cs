using Elbo.Server.Errors;
using Elbo.Server.Options;
using Microsoft.Extensions.Primitives;

namespace Elbo.Server.Security;

/// <summary>
/// Rejects requests with a foreign Host header and POST requests that are not JSON. A page on another site can make a browser on this
/// machine send us requests, through a host name of its own that resolves to 127.0.0.1 (DNS rebinding) or through a form (CSRF). The
/// first sends that host name; the second cannot send JSON without a CORS preflight request, which this server never allows.
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
                return new ProblemException(StatusCodes.Status400BadRequest, "Host header not allowed; add the name to Elbo:AllowedHosts").WriteAsync(context);
            }

            return HttpMethods.IsPost(context.Request.Method) && !context.Request.HasJsonContentType()
                ? new ProblemException(StatusCodes.Status415UnsupportedMediaType, "send JSON with Content-Type: application/json").WriteAsync(context)
                : next(context);
        });
    }
}
