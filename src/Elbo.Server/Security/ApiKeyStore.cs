using System.Buffers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Elbo.Server.Options;

namespace Elbo.Server.Security;

/// <summary>The keys that open the server, and whom each lets in.</summary>
internal sealed class ApiKeyStore
{
    private const int MaxKeyLength = 256;
    private readonly (byte[] Hash, ClaimsPrincipal Holder)[] keys;

    /// <exception cref="ElboException">Two keys have one name or one hash.</exception>
    public ApiKeyStore(ServerOptions options)
    {
        keys = [.. options.ApiKeys.Select(key => (Convert.FromHexString(key.Sha256), CreatePrincipal(key.Name, key.Role)))];
        if (options.ApiKeys.DistinctBy(key => key.Name).Count() < keys.Length || options.ApiKeys.DistinctBy(key => key.Sha256.ToLowerInvariant()).Count() < keys.Length)
        {
            throw new ElboException("Elbo:Keys: two keys have the same name or the same hash; give each client its own");
        }
    }

    /// <summary>Who comes without a key where no keys are set.</summary>
    public static ClaimsPrincipal Anonymous { get; } = CreatePrincipal(null, Role.Admin);

    public bool IsEmpty => keys.Length == 0;

    /// <summary>Whom a key lets in; null where it is none.</summary>
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

        // All are compared, each in fixed time, so that the time tells nothing.
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
