using Elbo.Server.Errors;

namespace Elbo.Server;

/// <summary>Size limits of one request. Nothing is allocated based on a number that a client merely sends.</summary>
internal static class RequestLimits
{
    public const long MaxBodyBytes = 1 << 20;
    public const int MaxJsonDepth = 16;
    public const int MaxIds = 10_000;
    public const int MaxIdLength = Ids.MaxLength;
    public const int MaxK = 1_000;
    public const int MaxRequests = 100;
    public const int MaxTotalK = 10_000;
    public const int MaxExplainedItems = 100;
    public const int MaxReasons = 10;
    public const int MaxCategories = 100;
    public const int MaxEvents = 1_000;
    public const int MaxSearchResults = 100;
    public const int MaxSearchTextLength = 200;

    /// <inheritdoc cref="Ids.IsValid" />
    public static bool IsValidId(string? id) => Ids.IsValid(id);

    /// <summary>True for a valid id that can also be sent in a URL's path, where "." and ".." mean something else.</summary>
    public static bool IsValidUserId(string? id) => IsValidId(id) && id is not ("." or "..");

    /// <summary>Adds an error if a list of ids is invalid.</summary>
    public static void CheckIds(IReadOnlyCollection<string>? ids, string property, ValidationErrors errors)
    {
        errors.Require(ids is null || ids.Count <= MaxIds, property, $"at most {MaxIds} ids");
        errors.Require(ids is null || ids.Count > MaxIds || ids.All(IsValidId), property, $"each id is a string of 1 to {MaxIdLength} characters, without control characters");
    }
}
