namespace Elbo.Search;

/// <summary>Finds studies in one store, or in all stores of a folder of runs.</summary>
internal sealed class StudyLocator
{
    /// <summary>The name of the store's file in a folder of runs.</summary>
    public const string DefaultFileName = "studies.db";

    private readonly string defaultLocation;

    private StudyLocator(IReadOnlyList<string> locations, bool isExplicit, string defaultLocation)
    {
        Locations = locations;
        IsExplicit = isExplicit;
        this.defaultLocation = defaultLocation;
    }

    /// <summary>Files or connection strings of the stores.</summary>
    public IReadOnlyList<string> Locations { get; }

    /// <summary>True for a store that the user named.</summary>
    public bool IsExplicit { get; }

    /// <summary>Studies in one store.</summary>
    /// <param name="location">A file or connection string.</param>
    public static StudyLocator InStore(string location) => new([location], isExplicit: true, location);

    /// <summary>Studies in every store file in a folder of runs and its subfolders.</summary>
    public static StudyLocator InFolder(string folder)
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, DefaultFileName, all).Order(StringComparer.Ordinal)] : [];
        return new StudyLocator(files, isExplicit: false, Path.Combine(folder, DefaultFileName));
    }

    /// <summary>A study by name; null if no store has it.</summary>
    /// <exception cref="ElboException">A store cannot be read.</exception>
    public StudySummary? Find(string name)
    {
        foreach (string location in Locations)
        {
            using StudyStore store = StudyStore.Open(location, create: false);
            if (store.GetStudyNames().Contains(name))
            {
                return store.GetSummary(name);
            }
        }

        return null;
    }

    /// <summary>The names of all studies in all stores.</summary>
    /// <exception cref="ElboException">A store cannot be read.</exception>
    public IEnumerable<string> Names()
    {
        foreach (string location in Locations)
        {
            using StudyStore store = StudyStore.Open(location, create: false);
            foreach (string name in store.GetStudyNames())
            {
                yield return name;
            }
        }
    }

    /// <summary>A study by name.</summary>
    /// <exception cref="ElboException">No store has it, or a store cannot be read.</exception>
    public StudySummary Require(string name)
    {
        if (Find(name) is { } found)
        {
            return found;
        }

        // The store's own error suggests similar names.
        using StudyStore first = StudyStore.Open(Locations.Count > 0 ? Locations[0] : defaultLocation, create: false);
        return first.GetSummary(name);
    }
}
