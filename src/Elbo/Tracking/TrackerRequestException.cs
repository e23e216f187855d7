using System.Net;

namespace Elbo.Tracking;

/// <summary>A server has understood a request and says no: to send it again would not help.</summary>
internal sealed class TrackerRequestException(string message, HttpStatusCode status) : Exception(message)
{
    /// <summary>True where it does not know the key, or the key may not do this.</summary>
    public bool IsUnauthorized => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    /// <summary>True where it has no such thing.</summary>
    public bool IsNotFound => status == HttpStatusCode.NotFound;
}
