using System.Buffers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;
using Microsoft.Extensions.Primitives;

namespace Elbo.Server.Security;

/// <summary>The API keys, and the principal of each. Keys follow changes of the settings while the server runs.</summary>
internal sealed partial class ApiKeyStore : IDisposable
{
    private const int MaxKeyLength = 256;
    private static readonly TimeSpan RejectionLogInterval = TimeSpan.FromMinutes(1);

    private readonly ServerMetrics metrics;
    private readonly TimeProvider clock;
    private readonly ILogger<ApiKeyStore> logger;
    private readonly IDisposable reloading;
    private readonly Lock gate = new();
    private volatile (byte[] Hash, ClaimsPrincipal Principal)[] keys;
    private long rejections;
    private DateTimeOffset? lastRejectionLog;

    /// <exception cref="ElboException">Two keys have one name or one hash.</exception>
    public ApiKeyStore(ServerOptions options, IConfiguration configuration, ServerMetrics metrics, TimeProvider clock, ILogger<ApiKeyStore> logger)
    {
        (this.metrics, this.clock, this.logger) = (metrics, clock, logger);
        keys = Read(options.ApiKeys);
        reloading = ChangeToken.OnChange(configuration.GetReloadToken, () => Reload(configuration));
    }

    /// <summary>The principal of all requests if no keys are set.</summary>
    public static ClaimsPrincipal Anonymous { get; } = CreatePrincipal(null, Role.Admin);

    public bool IsEmpty => keys.Length == 0;

    /// <summary>The principal of a key; null if it is unknown, which is counted and logged.</summary>
    public ClaimsPrincipal? Find(string key)
    {
        ClaimsPrincipal? found = key.Length > MaxKeyLength ? null : FindByHash(key);
        if (found is null)
        {
            metrics.RecordRejectedKey();
            LogRejection();
        }

        return found;
    }

    /// <summary>Parses keys from settings.</summary>
    /// <exception cref="ElboException">Two keys have one name or one hash.</exception>
    public static (byte[] Hash, ClaimsPrincipal Principal)[] Read(ApiKey[] keys) =>
        keys.DistinctBy(key => key.Name).Count() == keys.Length && keys.DistinctBy(key => key.Sha256.ToLowerInvariant()).Count() == keys.Length
            ? [.. keys.Select(key => (Convert.FromHexString(key.Sha256), CreatePrincipal(key.Name, key.Role)))]
            : throw new ElboException("Elbo:ApiKeys: two keys have the same name or the same hash; give each client its own");

    public void Dispose() => reloading.Dispose();

    private ClaimsPrincipal? FindByHash(string key)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(key.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        int length = Encoding.UTF8.GetBytes(key, bytes);
        SHA256.HashData(bytes.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);

        // All are compared, each in constant time, so that the duration reveals nothing.
        ClaimsPrincipal? found = null;
        foreach ((byte[] known, ClaimsPrincipal principal) in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                found = principal;
            }
        }

        return found;
    }

    private void Reload(IConfiguration configuration)
    {
        try
        {
            (byte[], ClaimsPrincipal)[] changed = Read(StrictOptionsBinder.Bind<ServerOptions>(configuration.GetSection("Elbo")).ApiKeys);
            if ((changed.Length == 0) != IsEmpty)
            {
                throw new ElboException("Elbo:ApiKeys: a running server cannot change between keys and anonymous access; restart it");
            }

            keys = changed;
            LogReloaded(changed.Length);
        }
        catch (ElboException error)
        {
            logger.LogError("changed settings are invalid, keeping the current API keys: {Error}", error.Message);
        }
    }

    /// <summary>Logs unknown keys at most once a minute, however many there are.</summary>
    private void LogRejection()
    {
        lock (gate)
        {
            rejections++;
            DateTimeOffset now = clock.GetUtcNow();
            if (lastRejectionLog is null || now - lastRejectionLog >= RejectionLogInterval)
            {
                logger.LogWarning("rejected {Count} requests with an unknown API key", rejections);
                rejections = 0;
                lastRejectionLog = now;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "API keys reloaded: {Count}")]
    private partial void LogReloaded(int count);

    private static ClaimsPrincipal CreatePrincipal(string? name, Role role)
    {
        IEnumerable<Claim> claims = Enum.GetValues<Role>().Where(included => included <= role).Select(included => new Claim(ClaimTypes.Role, included.ToString()));
        return new ClaimsPrincipal(new ClaimsIdentity(name is null ? claims : claims.Append(new Claim(ClaimTypes.Name, name)), ApiKeyAuthenticationHandler.SchemeName));
    }
}
