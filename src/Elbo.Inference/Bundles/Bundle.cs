using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Elbo.Ranking;

namespace Elbo.Inference.Bundles;

/// <summary>A validated bundle in memory; its file may be replaced afterwards.</summary>
internal sealed class Bundle : IDisposable
{
    private readonly BundleFileReader file;
    private readonly IReadOnlyDictionary<string, ArchiveEntry> entries;
    private readonly string path;
    private byte[]? model;

    private Bundle(BundleFileReader file, string path)
    {
        this.file = file;
        this.path = path;
        entries = BundleArchiveReader.Read(file, path);
        Manifest = ManifestReader.Read(file, entries, path);
        model = ReadVerified(BundleFormat.Model);
        OnnxGraphValidator.Validate(model, Manifest.ItemCount, Manifest.UsesTimes, path);
        Items = ItemReader.Read(ReadVerified(BundleFormat.Items), Manifest.ItemCount, path);
        SimilarItems = ReadSimilarItems();
    }

    /// <summary>Metadata of the bundle.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>The items, in the order of the model's scores.</summary>
    public Item[] Items { get; }

    /// <summary>The similar items of each item.</summary>
    public SimilarItemLookup SimilarItems { get; }

    /// <summary>Opens a bundle and validates all of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Maximum size of the file; zip files are limited to 4 GiB in any case.</param>
    /// <exception cref="ElboException">The file is missing, corrupted, too large, or has another format version.</exception>
    public static Bundle Open(string path, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(path);
        using BundleFileReader file = BundleFileReader.Open(path, maxBytes);
        return Read(file, path);
    }

    /// <summary>Reads and validates an open bundle.</summary>
    /// <exception cref="ElboException">The file is corrupted, was overwritten meanwhile, or has another format version.</exception>
    public static Bundle Read(BundleFileReader file, string path) => new(file, path);

    /// <summary>The validated graph, once: the bundle keeps no copy.</summary>
    /// <exception cref="InvalidOperationException">It was detached before, or the bundle is disposed.</exception>
    public byte[] DetachModel() => Interlocked.Exchange(ref model, null) ?? throw new InvalidOperationException("the model was detached before");

    /// <summary>Releases the graph if it was not detached.</summary>
    public void Dispose() => model = null;

    private byte[] ReadVerified(string name)
    {
        byte[] bytes = file.Read(entries[name].Offset, entries[name].Length);
        RequireHash(name, SHA256.HashData(bytes));
        return bytes;
    }

    private void RequireHash(string name, ReadOnlySpan<byte> hash)
    {
        if (Convert.ToHexStringLower(hash) != Manifest.Entries.First(entry => entry.Name == name).Sha256)
        {
            throw BundleErrors.Corrupted(path, $"{name} does not have the hash that the manifest lists");
        }
    }

    // Read into place, since similar items can be larger than the model.
    private SimilarItemLookup ReadSimilarItems()
    {
        ArchiveEntry entry = entries[BundleFormat.SimilarItems];
        long count = (long)Manifest.ItemCount * Manifest.SimilarItemsPerItem;
        long expected = count * (sizeof(int) + sizeof(float));
        if (entry.Length != expected)
        {
            throw BundleErrors.Corrupted(path, $"{BundleFormat.SimilarItems} has {entry.Length} bytes, {Manifest.SimilarItemsPerItem} similar items of {Manifest.ItemCount} take {expected}");
        }

        int[] items = new int[count];
        float[] similarities = new float[count];
        Span<byte> itemBytes = MemoryMarshal.AsBytes(items.AsSpan());
        Span<byte> similarityBytes = MemoryMarshal.AsBytes(similarities.AsSpan());
        file.Read(entry.Offset, itemBytes);
        file.Read(entry.Offset + itemBytes.Length, similarityBytes);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(itemBytes);
        hash.AppendData(similarityBytes);
        RequireHash(BundleFormat.SimilarItems, hash.GetHashAndReset());
        if (items.AsSpan().ContainsAnyExceptInRange(-1, Manifest.ItemCount - 1))
        {
            throw BundleErrors.Corrupted(path, $"{BundleFormat.SimilarItems} has an item outside 0 to {Manifest.ItemCount - 1}");
        }

        return similarities.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
            ? throw BundleErrors.Corrupted(path, $"{BundleFormat.SimilarItems} has a similarity that is not finite")
            : new SimilarItemLookup(items, similarities, Manifest.SimilarItemsPerItem);
    }
}
