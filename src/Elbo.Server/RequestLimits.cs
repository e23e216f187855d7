namespace Elbo.Server;

/// <summary>Size limits of one request. Nothing is allocated based on a number that a client merely sends.</summary>
internal static class RequestLimits
{
    public const long MaxBodyBytes = 1 << 20;
    public const int MaxJsonDepth = 16;
    public const int MaxIds = 10_000;
    public const int MaxK = 1_000;
    public const int MaxRequests = 100;
    public const int MaxTotalK = 10_000;
    public const int MaxExplainedItems = 100;
    public const int MaxReasons = 10;
    public const int MaxCategories = 100;
    public const int MaxEvents = 1_000;
    public const int MaxSearchResults = 100;
    public const int MaxSearchTextLength = 200;

    /// <summary>True for a valid id that can also be sent in a URL's path, where "." and ".." mean something else.</summary>
    public static bool IsValidUserId(string? id) => Ids.IsValid(id) && id is not ("." or "..");

    /// <summary>The limits of one recommendation request.</summary>
    public static RecommendationLimits Recommendations { get; } = new(MaxK, MaxIds, MaxCategories);
}
