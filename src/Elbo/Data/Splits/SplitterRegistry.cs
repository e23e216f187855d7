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

/// <summary>A splitter that recipes refer to by name.</summary>
public sealed class SplitterDescriptor
{
    private readonly Func<object, ISplitter> create;

    private SplitterDescriptor(string name, Type optionsType, Func<object, ISplitter> create)
    {
        Name = name;
        OptionsType = optionsType;
        this.create = create;
    }

    /// <summary>The name in recipes and on the command line, for example "held-out-users".</summary>
    public string Name { get; }

    /// <summary>The record of its options; its parameterless constructor gives the defaults.</summary>
    public Type OptionsType { get; }

    /// <summary>A splitter with these options.</summary>
    /// <param name="options">An <see cref="OptionsType"/>.</param>
    /// <exception cref="ArgumentException">The options belong to another splitter.</exception>
    /// <exception cref="ElboException">A value is outside its limits.</exception>
    public ISplitter Create(object options) => OptionsType.IsInstanceOfType(options)
        ? create(options)
        : throw new ArgumentException($"{Name} takes {OptionsType.Name}, not {options?.GetType().Name ?? "null"}", nameof(options));

    internal static SplitterDescriptor Describe<TOptions>(string name, Func<TOptions, ISplitter> create)
        where TOptions : class, new() => new(name, typeof(TOptions), options => create((TOptions)options));
}
