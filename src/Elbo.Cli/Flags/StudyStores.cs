using Elbo.Search;

namespace Elbo.Cli;

/// <summary>The stores that a command looks for studies in.</summary>
/// <param name="places">Files or connection strings.</param>
/// <param name="areTyped">True where the command line names the place.</param>
/// <param name="usual">The store that would be made, to name it where there is none.</param>
internal sealed class StudyStores(IReadOnlyList<string> places, bool areTyped, string usual)
{
    /// <summary>Where they are.</summary>
    public IReadOnlyList<string> Places => places;

    /// <summary>True where the command line names the place.</summary>
    public bool AreTyped => areTyped;

    /// <summary>A study by its name; null where no store holds it.</summary>
    /// <exception cref="ElboException">A store cannot be read.</exception>
    public StudySummary? Find(string name)
    {
        foreach (string place in places)
        {
            using StudyStore store = StudyStore.Open(place, create: false);
            if (store.Names().Contains(name))
            {
                return store.Summary(name);
            }
        }

        return null;
    }

    /// <summary>The names of all studies.</summary>
    /// <exception cref="ElboException">A store cannot be read.</exception>
    public IEnumerable<string> Names()
    {
        foreach (string place in places)
        {
            using StudyStore store = StudyStore.Open(place, create: false);
            foreach (string name in store.Names())
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
        using StudyStore first = StudyStore.Open(places.Count > 0 ? places[0] : usual, create: false);
        return first.Summary(name);
    }
}
