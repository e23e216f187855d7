namespace Elbo.Data;

/// <summary>The ids of people or items as the data names them, each with its index 0 .. Count - 1.</summary>
/// <remarks>
/// Integer ids are kept in their usual decimal form, so that "7" and 7 are one id; what kind they are only
/// decides how they sort (<see cref="IdComparer"/>).
/// </remarks>
public sealed class Vocabulary
{
    private readonly string[] ids;
    private readonly Dictionary<string, int> indices;

    /// <summary>A vocabulary that numbers the ids in the order given.</summary>
    /// <exception cref="ArgumentException">An id stands twice.</exception>
    public Vocabulary(IEnumerable<string> ids)
    {
        this.ids = [.. ids];
        indices = new Dictionary<string, int>(this.ids.Length, StringComparer.Ordinal);
        for (int i = 0; i < this.ids.Length; i++)
        {
            if (!indices.TryAdd(this.ids[i], i))
            {
                throw new ArgumentException($"id '{this.ids[i]}' stands twice", nameof(ids));
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

    /// <summary>A vocabulary of some of the indices, in the order given.</summary>
    public Vocabulary Select(IEnumerable<int> selected) => new(selected.Select(index => ids[index]));
}
