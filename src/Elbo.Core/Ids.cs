namespace Elbo;

/// <summary>The rule for user and item ids, the same when data is read and when requests and events arrive.</summary>
public static class Ids
{
    /// <summary>Maximum number of characters (UTF-16 code units).</summary>
    public const int MaxLength = 256;

    /// <summary>The rule in words, for messages.</summary>
    public const string Description = "1 to 256 characters, without control characters";

    /// <summary>True for a valid id: 1 to <see cref="MaxLength"/> characters, without control characters and unpaired surrogates.</summary>
    public static bool IsValid(string? id)
    {
        if (id is null || id.Length is 0 or > MaxLength)
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
}
