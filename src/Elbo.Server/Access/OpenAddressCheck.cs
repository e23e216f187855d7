using System.Net;
using Elbo.Server.Options;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Elbo.Server.Access;

/// <summary>Without keys the server listens to this machine alone, unless it is told to be open.</summary>
internal static class OpenAddressCheck
{
    /// <summary>Asked for every address before it is listened on, however it was configured.</summary>
    /// <exception cref="ElboException">Others could reach the address.</exception>
    public static void RefuseOpenAddresses(this IWebHostBuilder host, ServerOptions options) => host.ConfigureKestrel(kestrel =>
    {
        if (options is { Keys.Length: 0, Open: false })
        {
            kestrel.ConfigureEndpointDefaults(Check);
        }
    });

    private static void Check(ListenOptions listen)
    {
        if (listen.IPEndPoint is { } end && !IPAddress.IsLoopback(end.Address))
        {
            throw new ElboException(
                $"{end}: others could reach this address, and no keys are set; make a key with 'elbo key' and add its entry to Elbo:Keys, listen on 127.0.0.1, or allow everybody everything with --open (Elbo:Open=true)");
        }
    }
}
