namespace Elbo.Data;

/// <summary>Prepared interactions: the vocabularies and the matrix over them, with what is known of the items.</summary>
public sealed class InteractionDataset
{
    /// <summary>A data set over parts that fit each other.</summary>
    /// <exception cref="ArgumentException">The parts differ in their counts.</exception>
    public InteractionDataset(
        string name,
        Vocabulary users,
        Vocabulary items,
        InteractionMatrix interactions,
        long[]? times = null,
        IReadOnlyDictionary<string, ItemMetadata>? metadata = null,
        bool isSynthetic = false)
    {
        if (users.Count != interactions.RowCount || items.Count != interactions.ItemCount)
        {
            throw new ArgumentException(
                $"{users.Count} users and {items.Count} items do not fit a matrix of {interactions.RowCount} x {interactions.ItemCount}");
        }

        if (times is not null && times.Length != interactions.Count)
        {
            throw new ArgumentException($"{times.Length} times for {interactions.Count} interactions", nameof(times));
        }

        Name = name;
        Users = users;
        Items = items;
        Interactions = interactions;
        Times = times;
        Metadata = metadata ?? new Dictionary<string, ItemMetadata>();
        IsSynthetic = isSynthetic;
        fingerprint = new Lazy<string>(() => DataFingerprint.Compute(this));
    }

    private readonly Lazy<string> fingerprint;

    /// <summary>What the data is called in tables and run folders.</summary>
    public string Name { get; }

    /// <summary>People, sorted by id (<see cref="IdComparer"/>); row r of the matrix is user r.</summary>
    public Vocabulary Users { get; }

    /// <summary>Items in the order of their first appearance in the data; column i of the matrix is item i.</summary>
    public Vocabulary Items { get; }

    /// <summary>Histories in time order; users x items.</summary>
    public InteractionMatrix Interactions { get; }

    /// <summary>When each entry of <see cref="Interactions"/> happened, in the data's own unit; null where the data has no times.</summary>
    public long[]? Times { get; }

    /// <summary>Titles and genres by item id; may lack items.</summary>
    public IReadOnlyDictionary<string, ItemMetadata> Metadata { get; }

    /// <summary>True where the interactions are made up, which is then said wherever they show.</summary>
    public bool IsSynthetic { get; }

    /// <summary>SHA-256 over the vocabularies and the matrix: equal for equal prepared data.</summary>
    public string Fingerprint => fingerprint.Value;
}
