using System.Buffers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Elbo.Server.Options;

namespace Elbo.Server.Security;

/// <summary>The API keys, and the principal of each.</summary>
internal sealed class ApiKeyStore
{
    private const int MaxKeyLength = 256;
    private readonly (byte[] Hash, ClaimsPrincipal Principal)[] keys;

    /// <exception cref="ElboException">Two keys have one name or one hash.</exception>
    public ApiKeyStore(ServerOptions options)
    {
        keys = [.. options.ApiKeys.Select(key => (Convert.FromHexString(key.Sha256), CreatePrincipal(key.Name, key.Role)))];
        if (options.ApiKeys.DistinctBy(key => key.Name).Count() < keys.Length || options.ApiKeys.DistinctBy(key => key.Sha256.ToLowerInvariant()).Count() < keys.Length)
        {
            throw new ElboException("Elbo:ApiKeys: two keys have the same name or the same hash; give each client its own");
        }
    }

    /// <summary>The principal of all requests if no keys are set.</summary>
    public static ClaimsPrincipal Anonymous { get; } = CreatePrincipal(null, Role.Admin);

    public bool IsEmpty => keys.Length == 0;

    /// <summary>The principal of a key; null if it is unknown.</summary>
    public ClaimsPrincipal? Find(string key)
    {
        if (key.Length > MaxKeyLength)
        {
            return null;
        }

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

    private static ClaimsPrincipal CreatePrincipal(string? name, Role role)
    {
        IEnumerable<Claim> claims = Enum.GetValues<Role>().Where(included => included <= role).Select(included => new Claim(ClaimTypes.Role, included.ToString()));
        return new ClaimsPrincipal(new ClaimsIdentity(name is null ? claims : claims.Append(new Claim(ClaimTypes.Name, name)), ApiKeyAuthenticationHandler.SchemeName));
    }
}
