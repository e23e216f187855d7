namespace Elbo.Tracking;

/// <summary>The known trackers by name.</summary>
internal static class TrackerRegistry
{
    private static readonly Dictionary<string, Func<TrackingOptions, RunContext, ITracker>> Factories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tensorboard"] = (_, _) => new TensorBoardTracker(),
        ["mlflow"] = (options, context) => new MlflowTracker(options, context),
        ["comet"] = (options, context) => new CometTracker(options, context),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => Factories.Keys;

    /// <summary>Creates each tracker listed in the options once.</summary>
    /// <exception cref="ElboException">A name is unknown, or a tracker has no address or key.</exception>
    public static IReadOnlyList<ITracker> Create(TrackingOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<ITracker> trackers = [];
        try
        {
            foreach (string name in options.Trackers.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                trackers.Add(Find(name)(options, context));
            }

            return trackers;
        }
        catch
        {
            trackers.ForEach(tracker => tracker.Dispose());
            throw;
        }
    }

    /// <summary>Fails early, before data is read, if a tracker is unknown or has no address or key.</summary>
    /// <exception cref="ElboException">A name is unknown, or a tracker has no address or key.</exception>
    public static void Validate(TrackingOptions options)
    {
        foreach (ITracker tracker in Create(options, new RunContext()))
        {
            tracker.Dispose();
        }
    }

    private static Func<TrackingOptions, RunContext, ITracker> Find(string name) => Factories.TryGetValue(name, out Func<TrackingOptions, RunContext, ITracker>? create)
        ? create
        : throw new ElboException(NameSuggester.Suggest(name, Names) is { } nearest
            ? $"'{name}' is not a tracker; did you mean '{nearest}'?"
            : $"'{name}' is not a tracker; choose from {string.Join(", ", Names)}");
}
