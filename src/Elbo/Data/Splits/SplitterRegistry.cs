namespace Elbo.Data.Splits;

/// <summary>All splitters by name. To add one, add a line here.</summary>
public static class SplitterRegistry
{
    /// <summary>Every splitter.</summary>
    public static IReadOnlyList<SplitterDescriptor> All { get; } =
    [
        SplitterDescriptor.Describe<HeldOutUsersSplitterOptions>("held-out-users", options => new HeldOutUsersSplitter(options)),
        SplitterDescriptor.Describe<LeaveLastOutSplitterOptions>("leave-last-out", _ => new LeaveLastOutSplitter()),
        SplitterDescriptor.Describe<RatioSplitterOptions>("ratio", options => new RatioSplitter(options)),
        SplitterDescriptor.Describe<GlobalTimeSplitterOptions>("global-time", options => new GlobalTimeSplitter(options)),
    ];

    /// <summary>The splitter of this name.</summary>
    /// <exception cref="ElboException">The name is unknown; the message suggests the nearest.</exception>
    public static SplitterDescriptor Find(string name) =>
        All.FirstOrDefault(splitter => splitter.Name == name) ?? throw Unknown(name, [.. All.Select(splitter => splitter.Name)]);

    private static ElboException Unknown(string name, string[] known)
    {
        string suggestion = NameSuggester.Suggest(name, known) is string nearest ? $"did you mean '{nearest}'? There" : "there";
        return new ElboException($"split '{name}' is not known; {suggestion} are: {string.Join(", ", known)}");
    }
}
