using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Elbo.Inference.Bundles;
using Elbo.IO;

namespace Elbo.Bundles;

/// <summary>Writes bundles: zip files with uncompressed entries, so that the model can be read in place.</summary>
internal static class BundleWriter
{
    // Zip stores local time from 1980 on: a fixed time makes equal entries give equal bytes.
    private static readonly DateTimeOffset FixedTimestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a model's bundle to a temporary file and renames it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">The manifest; its entries and the number of similar items are filled in here.</param>
    /// <param name="graph">The model as an ONNX graph.</param>
    /// <param name="items">The items in the order of the model's scores.</param>
    /// <param name="similarItems">The similar items of each item.</param>
    /// <returns>The complete manifest.</returns>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static BundleManifest Write(string path, BundleManifest manifest, byte[] graph, IEnumerable<Item> items, SimilarItemIndex similarItems)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(similarItems);
        return Write(
            path,
            manifest with { SimilarItemsPerItem = similarItems.SimilarItemsPerItem },
            [(BundleFormat.Model, graph), (BundleFormat.Items, SerializeItems(items)), (BundleFormat.SimilarItems, similarItems.ToBytes())]);
    }

    /// <summary>Writes a bundle with any entries to a temporary file and renames it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">The manifest; its list of entries is filled in here.</param>
    /// <param name="entries">The other entries by name, in file order.</param>
    /// <returns>The complete manifest.</returns>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static BundleManifest Write(string path, BundleManifest manifest, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> entries)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(entries);
        BundleManifest complete = manifest with
        {
            Entries = [.. entries.Select(entry => new BundleEntry(entry.Name, entry.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(entry.Bytes.Span))))],
        };
        byte[] manifestJson = JsonSerializer.SerializeToUtf8Bytes(complete, BundleJson.Options);
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            AddEntry(zip, BundleFormat.Manifest, manifestJson);
            foreach ((string name, ReadOnlyMemory<byte> bytes) in entries)
            {
                AddEntry(zip, name, bytes);
            }
        });
        return complete;
    }

    private static byte[] SerializeItems(IEnumerable<Item> items)
    {
        using MemoryStream lines = new();
        foreach (Item item in items)
        {
            JsonSerializer.Serialize(lines, item, BundleJson.Line);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    private static void AddEntry(ZipArchive zip, string name, ReadOnlyMemory<byte> bytes)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = FixedTimestamp;
        using Stream stream = entry.Open();
        stream.Write(bytes.Span);
    }
}
