namespace Elbo.Data;

/// <summary>The ids of users or items as they appear in the data, each with its index 0 .. Count - 1.</summary>
public sealed class Vocabulary
{
    private readonly string[] ids;
    private readonly Dictionary<string, int> indices;

    /// <summary>A vocabulary that indexes the ids in the given order.</summary>
    /// <exception cref="ArgumentException">An id is duplicated.</exception>
    public Vocabulary(IEnumerable<string> ids)
    {
        this.ids = [.. ids];
        indices = new Dictionary<string, int>(this.ids.Length, StringComparer.Ordinal);
        for (int i = 0; i < this.ids.Length; i++)
        {
            if (!indices.TryAdd(this.ids[i], i))
            {
                throw new ArgumentException($"id '{this.ids[i]}' is duplicated", nameof(ids));
            }
        }
    }

    /// <summary>Number of ids.</summary>
    public int Count => ids.Length;

    /// <summary>All ids in index order.</summary>
    public IReadOnlyList<string> Ids => ids;

    /// <summary>The id at an index.</summary>
    public string this[int index] => ids[index];

    /// <summary>The index of an id, if it is known.</summary>
    public bool TryGetIndex(string id, out int index) => indices.TryGetValue(id, out index);

    /// <summary>The index of an id, or -1.</summary>
    public int IndexOf(string id) => indices.GetValueOrDefault(id, -1);

    /// <summary>A vocabulary of some of the indices, in the given order.</summary>
    public Vocabulary Select(IEnumerable<int> selected) => new(selected.Select(index => ids[index]));
}
