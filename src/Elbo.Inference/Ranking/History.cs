namespace Elbo.Inference.Ranking;

/// <summary>What the model can read of a history.</summary>
/// <param name="Columns">Known items, each once, oldest first; of a long history the most recent.</param>
/// <param name="Unknown">Ids that are not known, each once, the first of them.</param>
internal readonly record struct History(int[] Columns, IReadOnlyList<string> Unknown)
{
    private const int MostUnknown = 100;

    /// <summary>Reads ids; an id that stands more than once counts where it stands first, as in the preparation of data.</summary>
    public static History Of(IReadOnlyList<string> ids, ItemTable items, int most)
    {
        HashSet<int> known = new(Math.Min(ids.Count, items.Count));
        List<int> columns = new(Math.Min(ids.Count, items.Count));
        HashSet<string>? unknown = null;
        for (int place = 0; place < ids.Count; place++)
        {
            string id = ids[place] ?? throw new ArgumentException($"id {place} of the history is null", nameof(ids));
            int column = items.ColumnOf(id);
            if (column >= 0)
            {
                if (known.Add(column))
                {
                    columns.Add(column);
                }
            }
            else if (unknown is null || unknown.Count < MostUnknown)
            {
                (unknown ??= new HashSet<string>(StringComparer.Ordinal)).Add(id);
            }
        }

        int[] read = columns.Count <= most ? [.. columns] : [.. columns[^most..]];
        return new History(read, unknown is null ? [] : [.. unknown]);
    }
}
