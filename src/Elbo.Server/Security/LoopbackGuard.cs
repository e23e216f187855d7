using System.Net;
using Elbo.Server.Options;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Elbo.Server.Security;

/// <summary>Without keys the server listens to this machine alone, unless it is told to be open.</summary>
internal static class LoopbackGuard
{
    /// <summary>Asked for every address before it is listened on, however it was configured.</summary>
    /// <exception cref="ElboException">Others could reach the address.</exception>
    public static void RequireLoopbackWithoutKeys(this IWebHostBuilder host, ServerOptions options) => host.ConfigureKestrel(kestrel =>
    {
        if (options is { ApiKeys.Length: 0, AllowAnonymous: false })
        {
            kestrel.ConfigureEndpointDefaults(Check);
        }
    });

    private static void Check(ListenOptions listen)
    {
        if (listen.IPEndPoint is { } endpoint && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new ElboException(
                $"{endpoint}: others could reach this address, and no keys are set; make a key with 'elbo key' and add its entry to Elbo:Keys, listen on 127.0.0.1, or allow everybody everything with --open (Elbo:Open=true)");
        }
    }
}
