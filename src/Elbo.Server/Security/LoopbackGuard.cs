using System.Net;
using Elbo.Server.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Elbo.Server.Security;

/// <summary>Without keys the server only listens on loopback addresses, unless anonymous access is allowed.</summary>
internal static class LoopbackGuard
{
    /// <summary>Checks an address before the server binds it, however it was configured.</summary>
    /// <exception cref="ElboException">Other machines can reach the address.</exception>
    public static void Check(ListenOptions listen, ServerOptions options)
    {
        if (options is { ApiKeys.Length: 0, AllowAnonymous: false } && listen.IPEndPoint is { } endpoint && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new ElboException(
                $"{endpoint}: refusing a public address without API keys; create a key with 'elbo create-key' and add its entry to Elbo:ApiKeys, listen on 127.0.0.1, or allow anonymous access with --allow-anonymous (Elbo:AllowAnonymous=true)");
        }
    }
}
