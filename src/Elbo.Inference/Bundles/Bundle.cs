using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Elbo.Inference.Bundles;

/// <summary>
/// A bundle whose every part has been checked. It holds nothing of the file: another may take its place while this one serves.
/// </summary>
internal sealed class Bundle : IDisposable
{
    private byte[]? model;

    private Bundle(MappedFile file, string path)
    {
        IReadOnlyDictionary<string, ArchiveEntry> entries = BundleArchiveReader.Read(file, path);
        Manifest = ManifestReader.Read(file, entries, path);

        // Copied before it is checked: what ONNX Runtime gets is what has been looked at.
        model = Entry(BundleFormat.Model).ToArray();
        Verify(BundleFormat.Model, model);
        OnnxGraphValidator.Validate(model, Manifest.ItemCount, path);
        Items = ItemReader.Read(Verify(BundleFormat.Items, Entry(BundleFormat.Items)), Manifest.ItemCount, path);
        (SimilarItems, Similarities) = ReadSimilarItems(Verify(BundleFormat.SimilarItems, Entry(BundleFormat.SimilarItems)), path);

        ReadOnlySpan<byte> Entry(string name) => file.Bytes(entries[name].Offset, entries[name].Length);

        ReadOnlySpan<byte> Verify(string name, ReadOnlySpan<byte> bytes) =>
            Convert.ToHexStringLower(SHA256.HashData(bytes)) == Manifest.Entries.First(entry => entry.Name == name).Sha256
                ? bytes
                : throw BundleErrors.Corrupted(path, $"{name} does not have the hash that the manifest names");
    }

    /// <summary>What the bundle tells of itself.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>The items in the order of the model's columns.</summary>
    public Item[] Items { get; }

    /// <summary>items x the manifest's neighbours, most similar first; -1 where there are fewer.</summary>
    public ReadOnlyMemory<int> SimilarItems { get; }

    /// <summary>items x the manifest's neighbours.</summary>
    public ReadOnlyMemory<float> Similarities { get; }

    /// <summary>Opens a bundle and checks every part of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest file that is opened; zip files end at 4 GiB in any case.</param>
    /// <exception cref="ElboException">The file is missing, damaged, too large, or of another version.</exception>
    public static Bundle Open(string path, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(path);
        using MappedFile file = MappedFile.Open(path, maxBytes);
        return new Bundle(file, path);
    }

    /// <summary>The checked graph, once: the bundle keeps no copy.</summary>
    /// <exception cref="InvalidOperationException">It has been taken, or the bundle is disposed of.</exception>
    public byte[] DetachModel() => Interlocked.Exchange(ref model, null) ?? throw new InvalidOperationException("the model has been taken");

    /// <summary>Lets go of the graph where nobody took it.</summary>
    public void Dispose() => model = null;

    private (int[] Items, float[] Similarities) ReadSimilarItems(ReadOnlySpan<byte> bytes, string path)
    {
        long expected = (long)Manifest.ItemCount * Manifest.SimilarItemsPerItem * (sizeof(int) + sizeof(float));
        if (bytes.Length != expected)
        {
            throw BundleErrors.Corrupted(path, $"{BundleFormat.SimilarItems} has {bytes.Length} bytes, {Manifest.SimilarItemsPerItem} similar items of {Manifest.ItemCount} take {expected}");
        }

        // The part may begin at any byte of the file, numbers in memory at multiples of four.
        int[] items = new int[bytes.Length / 8];
        float[] similarities = new float[bytes.Length / 8];
        bytes[..(bytes.Length / 2)].CopyTo(MemoryMarshal.AsBytes(items.AsSpan()));
        bytes[(bytes.Length / 2)..].CopyTo(MemoryMarshal.AsBytes(similarities.AsSpan()));
        if (items.AsSpan().ContainsAnyExceptInRange(-1, Manifest.ItemCount - 1))
        {
            throw BundleErrors.Corrupted(path, $"{BundleFormat.SimilarItems} names an item outside of 0 to {Manifest.ItemCount - 1}");
        }

        return similarities.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
            ? throw BundleErrors.Corrupted(path, $"{BundleFormat.SimilarItems} has a similarity that is not finite")
            : (items, similarities);
    }
}
