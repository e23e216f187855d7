using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Elbo.Server.Errors;
using Elbo.Server.Options;
using Microsoft.AspNetCore.RateLimiting;

namespace Elbo.Server.Access;

/// <summary>How much one client may ask in a second, and how much all may at the same time.</summary>
internal static class RequestLimits
{
    /// <summary>The policy of the API's endpoints; others are not limited.</summary>
    public const string Api = "api";

    public static void Set(RateLimiterOptions limits, ServerOptions options)
    {
        ConcurrencyLimiterOptions together = new() { PermitLimit = options.MaxConcurrent };
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context =>
            context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null
                ? RateLimitPartition.GetNoLimiter(false)
                : RateLimitPartition.GetConcurrencyLimiter(true, _ => together));
        limits.AddPolicy(Api, context => options.RequestsPerSecond == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.RequestsPerSecond,
                TokensPerPeriod = options.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
        limits.OnRejected = RefuseAsync;
    }

    // Of the two limiters only the one by time can say when it lets in again.
    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellation)
    {
        RequestRefusedException refusal = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait)
            ? new(StatusCodes.Status429TooManyRequests, "this key or address asks too often", wait)
            : RequestRefusedException.Busy("too many requests are being answered");
        await refusal.WriteAsync(rejected.HttpContext).ConfigureAwait(false);
    }

    private static string ClientOf(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.Name) is { } name ? $"key {name}" : NetworkOf(context.Connection.RemoteIpAddress);

    /// <summary>An IPv4 address, or the half of an IPv6 address that one subscriber has for themselves.</summary>
    private static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.MapToIPv4().ToString();
    }
}
