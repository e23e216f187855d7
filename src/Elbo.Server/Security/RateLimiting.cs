using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Elbo.Server.Errors;
using Elbo.Server.Options;
using Microsoft.AspNetCore.RateLimiting;

namespace Elbo.Server.Security;

/// <summary>Limits the requests per second of each client, and the concurrent requests of all.</summary>
internal static class RateLimiting
{
    /// <summary>The rate limit policy of the API's endpoints; other endpoints are not limited.</summary>
    public const string ApiPolicy = "api";

    public static void Configure(RateLimiterOptions limiter, ServerOptions options)
    {
        ConcurrencyLimiterOptions concurrency = new() { PermitLimit = options.MaxConcurrentRequests };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context =>
            context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null
                ? RateLimitPartition.GetNoLimiter(false)
                : RateLimitPartition.GetConcurrencyLimiter(true, _ => concurrency));
        limiter.AddPolicy(ApiPolicy, context => options.RequestsPerSecond == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(GetClient(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.RequestsPerSecond,
                TokensPerPeriod = options.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
        limiter.OnRejected = RejectAsync;
    }

    // Only the rate limiter, not the concurrency limiter, knows when to retry.
    private static async ValueTask RejectAsync(OnRejectedContext rejection, CancellationToken cancellationToken)
    {
        ProblemException problem = rejection.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter)
            ? new(StatusCodes.Status429TooManyRequests, "rate limit exceeded", retryAfter)
            : ProblemException.ServiceUnavailable("server is at capacity");
        await problem.WriteAsync(rejection.HttpContext).ConfigureAwait(false);
    }

    private static string GetClient(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.Name) is { } name ? $"key {name}" : GetNetwork(context.Connection.RemoteIpAddress);

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
