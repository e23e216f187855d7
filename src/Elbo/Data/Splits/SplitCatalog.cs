namespace Elbo.Data.Splits;

/// <summary>All splitters by name. A new one is a line here.</summary>
public static class SplitCatalog
{
    /// <summary>Every splitter there is.</summary>
    public static IReadOnlyList<SplitterKind> Kinds { get; } =
    [
        SplitterKind.Of<HeldOutUsersOptions>("held-out-users", options => new HeldOutUsers(options)),
        SplitterKind.Of<LeaveLastOutOptions>("leave-last-out", _ => new LeaveLastOut()),
        SplitterKind.Of<PerUserRatioOptions>("ratio", options => new PerUserRatio(options)),
        SplitterKind.Of<GlobalTimeOptions>("global-time", options => new GlobalTime(options)),
    ];

    /// <summary>The splitter of this name.</summary>
    /// <exception cref="ElboException">There is none; the message names the nearest.</exception>
    public static SplitterKind Find(string name) =>
        Kinds.FirstOrDefault(kind => kind.Name == name) ?? throw Unknown(name, [.. Kinds.Select(kind => kind.Name)]);

    private static ElboException Unknown(string name, string[] known)
    {
        string guess = NearestName.Of(name, known) is string nearest ? $"did you mean '{nearest}'? There" : "there";
        return new ElboException($"split '{name}' is not known; {guess} are: {string.Join(", ", known)}");
    }
}
