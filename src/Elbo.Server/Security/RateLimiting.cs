using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Elbo.Server.Errors;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;
using Microsoft.AspNetCore.RateLimiting;

namespace Elbo.Server.Security;

/// <summary>Limits the requests per second of each client.</summary>
internal static class RateLimiting
{
    /// <summary>The policy of the API's endpoints; other endpoints are not limited.</summary>
    public const string ApiPolicy = "api";

    public static void Configure(RateLimiterOptions limiter, ServerOptions options)
    {
        limiter.AddPolicy(ApiPolicy, context => options.RequestsPerSecond == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(context.GetClient(), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.RequestsPerSecond,
                TokensPerPeriod = options.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
        limiter.OnRejected = RejectAsync;
    }

    /// <summary>The client that limits apply to: the name of its key, or without a key its network.</summary>
    public static string GetClient(this HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.Name) is { } name ? $"key {name}" : GetNetwork(context.Connection.RemoteIpAddress);

    private static async ValueTask RejectAsync(OnRejectedContext rejection, CancellationToken cancellationToken)
    {
        rejection.HttpContext.RequestServices.GetRequiredService<ServerMetrics>().RecordRejection("rate");
        TimeSpan? retryAfter = rejection.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan delay) ? delay : null;
        await new ProblemException(StatusCodes.Status429TooManyRequests, "rate limit exceeded", retryAfter).WriteAsync(rejection.HttpContext).ConfigureAwait(false);
    }

    /// <summary>An IPv4 address, or the first half of an IPv6 address, which identifies one subscriber.</summary>
    private static string GetNetwork(IPAddress? address)
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
