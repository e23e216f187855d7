using Elbo.Search;

namespace Elbo.Cli;

/// <summary>Finds studies in one or more stores.</summary>
/// <param name="locations">Files or connection strings.</param>
/// <param name="isExplicit">True if the command line names the store.</param>
/// <param name="defaultLocation">The default store, for the error message where there is none.</param>
internal sealed class StudyLocator(IReadOnlyList<string> locations, bool isExplicit, string defaultLocation)
{
    /// <summary>Files or connection strings.</summary>
    public IReadOnlyList<string> Locations => locations;

    /// <summary>True if the command line names the store.</summary>
    public bool IsExplicit => isExplicit;

    /// <summary>A study by name; null if no store has it.</summary>
    /// <exception cref="ElboException">A store cannot be read.</exception>
    public StudySummary? Find(string name)
    {
        foreach (string location in locations)
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
        foreach (string location in locations)
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
        using StudyStore first = StudyStore.Open(locations.Count > 0 ? locations[0] : defaultLocation, create: false);
        return first.GetSummary(name);
    }
}
