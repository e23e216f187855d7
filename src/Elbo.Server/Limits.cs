using Elbo.Server.Errors;

namespace Elbo.Server;

/// <summary>What one request may hold. Nothing is allocated by a number that a client merely writes.</summary>
internal static class Limits
{
    public const long BodyBytes = 1 << 20;
    public const int JsonDepth = 16;
    public const int HistoryIds = 10_000;
    public const int IdLength = 256;
    public const int K = 1_000;
    public const int Requests = 100;
    public const int KTogether = 10_000;
    public const int ExplainedItems = 100;
    public const int Reasons = 10;
    public const int Categories = 100;
    public const int Events = 1_000;
    public const int FoundItems = 100;
    public const int SearchText = 200;

    /// <summary>True for what can be an id: 1 to 256 characters, none of them a control character or half of a surrogate pair.</summary>
    public static bool IsId(string? id)
    {
        if (id is null || id.Length is 0 or > IdLength)
        {
            return false;
        }

        for (int i = 0; i < id.Length; i++)
        {
            if (char.IsControl(id[i]) || (char.IsSurrogate(id[i]) && !(char.IsHighSurrogate(id[i]) && i + 1 < id.Length && char.IsLowSurrogate(id[++i]))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes what is wrong with a list of ids.</summary>
    public static void CheckIds(IReadOnlyCollection<string>? ids, string member, RequestErrors errors)
    {
        errors.Require(ids is null || ids.Count <= HistoryIds, member, $"at most {HistoryIds} ids");
        errors.Require(ids is null || ids.Count > HistoryIds || ids.All(IsId), member, $"each id is a string of 1 to {IdLength} characters, without control characters");
    }
}
