using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Elbo.Bundles;
using Elbo.Inference.Bundles;
using Elbo.Onnx;

namespace Elbo.Tests.Inference;

/// <summary>Builds a bundle of four items with two similar items each, and variants of it, valid or corrupted.</summary>
internal static class BundleBuilder
{
    public const long MaxBytes = 1 << 20;

    public static Item[] Items { get; } =
    [
        new("a", "Alpha", ["Drama", "War"], 7),
        new("b", null, [], 0),
        new("c", "Gämma", ["Drama"], 3),
        new("d", "Delta", [], 1),
    ];

    public static int[] SimilarItems { get; } = [1, 2, 0, 3, 3, -1, -1, -1];

    public static float[] Similarities { get; } = [0.5f, 0.25f, 1, 0.125f, 2, 0, 0, 0];

    public static BundleManifest Manifest { get; } = new()
    {
        Model = "popularity",
        Options = JsonSerializer.SerializeToElement(new { }),
        ScoreKind = ScoreKind.Additive,
        ItemCount = Items.Length,
        MaxHistory = 50,
        SimilarItemsPerItem = 2,
        WeightPrecision = "float32",
        Data = new TrainingDataInfo("example", new string('0', 64), Synthetic: true),
        Metrics = new Dictionary<string, double> { ["ndcg@100"] = 0.25 },
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        CreatedBy = "0.1.0",
        Entries = [],
    };

    /// <summary>Scores descend from item to item.</summary>
    public static byte[] Graph { get; } = GraphWithScores([4f, 3f, 2f, 1f]);

    /// <summary>A graph that gives every history the same scores.</summary>
    public static byte[] GraphWithScores(float[] scores) => RankingGraph.Build(scores.Length, WeightPrecision.Float32, (graph, histories) =>
    {
        OnnxValue shape = graph.Concat(0, graph.Shape(histories.Lengths), graph.Int64Constant([(long)scores.Length], 1));
        return graph.Expand(graph.FloatConstant(scores, scores.Length), shape);
    }).ToBytes();

    public static byte[] ItemLines(params IEnumerable<Item> items) =>
        Encoding.UTF8.GetBytes(string.Concat(items.Select(item => JsonSerializer.Serialize(item, BundleJson.Line) + "\n")));

    public static byte[] SimilarItemBytes(int[] items, float[] similarities) => new SimilarItemIndex(items, similarities, 2).ToBytes();

    /// <summary>Writes a bundle with valid hashes, whatever else may be wrong.</summary>
    public static void Write(string path, BundleManifest? manifest = null, byte[]? graph = null, byte[]? items = null, byte[]? similarItems = null) =>
        BundleWriter.Write(path, manifest ?? Manifest,
        [
            (BundleFormat.Model, graph ?? Graph),
            (BundleFormat.Items, items ?? ItemLines(Items)),
            (BundleFormat.SimilarItems, similarItems ?? SimilarItemBytes(SimilarItems, Similarities)),
        ]);

    /// <summary>Changes and repacks the entries of a valid bundle, with its manifest unchanged.</summary>
    public static void Repack(string path, Action<List<(string Name, byte[] Bytes)>> change)
    {
        Write(path);
        List<(string Name, byte[] Bytes)> entries = Unpack(path);
        change(entries);
        Pack(path, entries);
    }

    /// <summary>Changes the manifest of a valid bundle as text.</summary>
    public static void RewriteManifest(string path, Func<string, string> change) => Repack(path, entries =>
    {
        string before = Encoding.UTF8.GetString(entries[0].Bytes);
        string after = change(before);
        Assert.NotEqual(before, after);
        entries[0] = (BundleFormat.Manifest, Encoding.UTF8.GetBytes(after));
    });

    /// <summary>Packs entries with a manifest of their hashes; faster than <see cref="Write"/>, which flushes to disk.</summary>
    public static void PackWithHashes(string path, IReadOnlyList<(string Name, byte[] Bytes)> entries)
    {
        BundleManifest manifest = Manifest with
        {
            Entries = [.. entries.Select(entry => new BundleEntry(entry.Name, entry.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(entry.Bytes))))],
        };
        Pack(path, [(BundleFormat.Manifest, JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Options)), .. entries]);
    }

    public static List<(string Name, byte[] Bytes)> Unpack(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry => (entry.FullName, Bytes(entry)))];
    }

    public static void Pack(string path, IEnumerable<(string Name, byte[] Bytes)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using FileStream file = Create(path);
        using ZipArchive zip = new(file, ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in entries)
        {
            using Stream entry = zip.CreateEntry(name, level).Open();
            entry.Write(bytes);
        }
    }

    /// <summary>Creates an empty file; unlike <see cref="File.Create(string)"/> it does not truncate one, after which ext4 flushes to disk on close.</summary>
    public static FileStream Create(string path)
    {
        File.Delete(path);
        return new FileStream(path, FileMode.CreateNew);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using MemoryStream copy = new();
        using Stream stream = entry.Open();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
