using Microsoft.AspNetCore.Http.Features;

namespace Elbo.Server;

/// <summary>An id in an address, as /v1/items/{id}.</summary>
internal static class RouteIdDecoder
{
    private const int IdSegment = 3;

    /// <summary>The id as the client meant it: the framework decodes all of a path but %2F, so such an id is taken from the address as it came.</summary>
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
