namespace Elbo.Data;

/// <summary>Prepared interactions: the vocabularies, the matrix over them, and the metadata of the items.</summary>
public sealed class InteractionDataset
{
    private readonly Lazy<string> fingerprint;

    /// <summary>A data set of a matrix and the ids of its rows and columns.</summary>
    /// <exception cref="ArgumentException">The vocabularies and the matrix differ in size.</exception>
    public InteractionDataset(
        string name,
        Vocabulary users,
        Vocabulary items,
        InteractionMatrix interactions,
        IReadOnlyDictionary<string, Item>? metadata = null,
        bool isSynthetic = false)
    {
        if (users.Count != interactions.RowCount || items.Count != interactions.ItemCount)
        {
            throw new ArgumentException(
                $"{users.Count} users and {items.Count} items do not match a matrix of {interactions.RowCount} x {interactions.ItemCount}");
        }

        Name = name;
        Users = users;
        Items = items;
        Interactions = interactions;
        Metadata = metadata ?? new Dictionary<string, Item>();
        IsSynthetic = isSynthetic;
        fingerprint = new Lazy<string>(() => DataFingerprint.Compute(this));
    }

    /// <summary>Name of the data in tables and run folders.</summary>
    public string Name { get; }

    /// <summary>Users, sorted by id (integers by value and before all others, the rest by code point); row r of the matrix is user r.</summary>
    public Vocabulary Users { get; }

    /// <summary>Items in the order of their first appearance in the data; column i of the matrix is item i.</summary>
    public Vocabulary Items { get; }

    /// <summary>Histories in time order, with times if the data has them; users x items.</summary>
    public InteractionMatrix Interactions { get; }

    /// <summary>Titles and categories by item id; may lack items.</summary>
    public IReadOnlyDictionary<string, Item> Metadata { get; }

    /// <summary>True for generated interactions; every output then says so.</summary>
    public bool IsSynthetic { get; }

    /// <summary>How the file was read: its separator, header and columns; null for data that is not from a file.</summary>
    public string? Layout { get; init; }

    /// <summary>SHA-256 over the vocabularies and the matrix with its times: equal for equal prepared data.</summary>
    public string Fingerprint => fingerprint.Value;
}
