using Microsoft.AspNetCore.Http.Features;

namespace Elbo.Server;

/// <summary>Reads ids in URLs such as /v1/items/{id}.</summary>
internal static class RouteIdDecoder
{
    private const int IdSegment = 3;

    /// <summary>The id as the client sent it: the framework decodes everything in a path except %2F, so an id with %2F is taken from the raw URL.</summary>
    public static string Decode(HttpContext context, string id)
    {
        if (!id.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return id;
        }

        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string[] segments = raw.Split('?')[0].Split('/');
        return raw.StartsWith('/') && segments.Length > IdSegment ? Uri.UnescapeDataString(segments[IdSegment]) : id;
    }
}
