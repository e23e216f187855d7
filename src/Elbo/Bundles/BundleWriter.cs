using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Elbo.Inference;
using Elbo.Inference.Bundles;
using Elbo.IO;

namespace Elbo.Bundles;

/// <summary>Writes bundles: a zip file with uncompressed entries, so that the model can be read where it lies.</summary>
public static class BundleWriter
{
    // Zip has no time zone and begins in 1980: equal parts give equal bytes.
    private static readonly DateTimeOffset FixedTimestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a bundle of a model beside and renames it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">What the bundle tells of itself; its parts and the number of similar items are filled in here.</param>
    /// <param name="graph">The model, an ONNX graph.</param>
    /// <param name="items">Its items, in the order of the model's scores.</param>
    /// <param name="similarItems">The similar items of each.</param>
    /// <returns>The manifest with its parts.</returns>
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

    /// <summary>Writes a bundle of any parts beside and renames it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">What the bundle tells of itself; its list of parts is filled in here.</param>
    /// <param name="parts">The other parts by name, in the order in which they are to stand.</param>
    /// <returns>The manifest with its parts.</returns>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static BundleManifest Write(string path, BundleManifest manifest, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> parts)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(parts);
        BundleManifest complete = manifest with
        {
            Entries = [.. parts.Select(part => new BundleEntry(part.Name, part.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(part.Bytes.Span))))],
        };
        byte[] manifestJson = JsonSerializer.SerializeToUtf8Bytes(complete, BundleJson.Options);
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            AddEntry(zip, BundleFormat.Manifest, manifestJson);
            foreach ((string name, ReadOnlyMemory<byte> bytes) in parts)
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
