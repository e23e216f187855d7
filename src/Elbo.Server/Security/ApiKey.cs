using System.ComponentModel.DataAnnotations;

namespace Elbo.Server.Security;

/// <summary>An API key as the settings store it: only its hash, never the key.</summary>
/// <remarks>
/// One round of SHA-256 is enough, unlike for passwords: a key is 256 random bits, which cannot be guessed however fast one can hash.
/// </remarks>
internal sealed record ApiKey
{
    /// <summary>The client's name, used for rate limits.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>What the key allows; default read.</summary>
    public Role Role { get; init; }

    /// <summary>SHA-256 of the key's UTF-8 bytes, in hexadecimal.</summary>
    [Required]
    [RegularExpression("[0-9a-fA-F]{64}", ErrorMessage = "it must be 64 hexadecimal digits, as printed by 'elbo create-key'")]
    public string Sha256 { get; init; } = "";
}

/// <summary>What a key allows; each role includes the ones before it.</summary>
internal enum Role
{
    /// <summary>Recommendations, items, the model, metrics.</summary>
    Read,

    /// <summary>Also users: their events, recommendations and deletion.</summary>
    Write,

    /// <summary>Also reloading the model.</summary>
    Admin,
}
