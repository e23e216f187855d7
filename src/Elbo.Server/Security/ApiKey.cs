using System.ComponentModel.DataAnnotations;

namespace Elbo.Server.Security;

/// <summary>A key as the settings know it: never itself, only its hash.</summary>
/// <remarks>
/// One round of SHA-256 is enough, unlike for passwords: a key is 256 random bits, which nobody guesses however fast they can hash.
/// </remarks>
internal sealed record ApiKey
{
    /// <summary>Who has it; metrics and limits go by this name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>What it allows; default reading.</summary>
    public Role Role { get; init; }

    /// <summary>SHA-256 of the key's characters, in hexadecimal.</summary>
    [Required]
    [RegularExpression("[0-9a-fA-F]{64}", ErrorMessage = "it must be 64 hexadecimal digits, as 'elbo key' prints them")]
    public string Sha256 { get; init; } = "";
}
