using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Elbo.Inference;
using Elbo.Inference.Bundles;
using Elbo.IO;

namespace Elbo.Bundles;

/// <summary>Writes bundles: a zip file with uncompressed entries, so that the model can be read where it lies.</summary>
public static class BundleFile
{
    // Zip has no time zone and begins in 1980: equal parts give equal bytes.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a bundle of a model beside and renames it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">What the bundle tells of itself; its parts and the number of similar items are filled in here.</param>
    /// <param name="graph">The model, an ONNX graph.</param>
    /// <param name="items">Its items, in the order of the model's scores.</param>
    /// <param name="neighbours">The similar items of each.</param>
    /// <returns>The manifest with its parts.</returns>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static BundleManifest Write(string path, BundleManifest manifest, byte[] graph, IEnumerable<Item> items, Neighbours neighbours)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(neighbours);
        return Write(
            path,
            manifest with { Neighbours = neighbours.Width },
            [(BundleFormat.Model, graph), (BundleFormat.Items, Lines(items)), (BundleFormat.Neighbours, neighbours.ToBytes())]);
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
            Parts = [.. parts.Select(part => new BundlePart(part.Name, part.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(part.Bytes.Span))))],
        };
        byte[] head = JsonSerializer.SerializeToUtf8Bytes(complete, BundleJson.Options);
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            Add(zip, BundleFormat.Manifest, head);
            foreach ((string name, ReadOnlyMemory<byte> bytes) in parts)
            {
                Add(zip, name, bytes);
            }
        });
        return complete;
    }

    private static byte[] Lines(IEnumerable<Item> items)
    {
        using MemoryStream lines = new();
        foreach (Item item in items)
        {
            JsonSerializer.Serialize(lines, item, BundleJson.Line);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    private static void Add(ZipArchive zip, string name, ReadOnlyMemory<byte> bytes)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = NoTime;
        using Stream stream = entry.Open();
        stream.Write(bytes.Span);
    }
}
