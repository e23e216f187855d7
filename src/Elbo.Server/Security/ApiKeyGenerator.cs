using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Server.Security;

/// <summary>Generates API keys.</summary>
internal static class ApiKeyGenerator
{
    /// <summary>A new key, which is not stored anywhere, and its entry for the settings.</summary>
    /// <exception cref="ElboException">The role does not exist.</exception>
    public static string Generate(string name, string role)
    {
        if (!Enum.TryParse(role, ignoreCase: true, out Role parsed) || !Enum.IsDefined(parsed))
        {
            throw new ElboException($"--role: '{role}' is not a role; use read, write or admin");
        }

        string key = "elbo_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return $$"""
            key (shown once; give it to the client): {{key}}
            entry for Elbo:ApiKeys in appsettings.json: { "name": "{{System.Text.Json.JsonEncodedText.Encode(name)}}", "role": "{{parsed.ToString().ToLowerInvariant()}}", "sha256": "{{Hash(key)}}" }
            """;
    }

    /// <summary>The hash of a key, as stored in the settings.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
