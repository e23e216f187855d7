using Elbo.Search;

namespace Elbo.Cli;

/// <summary>The stores that a command looks for studies in.</summary>
/// <param name="locations">Files or connection strings.</param>
/// <param name="isExplicit">True where the command line names the place.</param>
/// <param name="defaultLocation">The store that would be made, to name it where there is none.</param>
internal sealed class StudyLocator(IReadOnlyList<string> locations, bool isExplicit, string defaultLocation)
{
    /// <summary>Where they are.</summary>
    public IReadOnlyList<string> Locations => locations;

    /// <summary>True where the command line names the place.</summary>
    public bool IsExplicit => isExplicit;

    /// <summary>A study by its name; null where no store holds it.</summary>
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

    /// <summary>The names of all studies.</summary>
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

    /// <summary>A study by its name.</summary>
    /// <exception cref="ElboException">No store holds it, or one cannot be read.</exception>
    public StudySummary Require(string name)
    {
        if (Find(name) is { } found)
        {
            return found;
        }

        // The first tells what is wrong with the name.
        using StudyStore first = StudyStore.Open(locations.Count > 0 ? locations[0] : defaultLocation, create: false);
        return first.GetSummary(name);
    }
}
