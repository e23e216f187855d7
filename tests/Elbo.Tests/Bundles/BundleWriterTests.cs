using System.IO.Compression;
using System.Text.Json;
using Elbo.Bundles;
using Elbo.Inference.Bundles;
using Elbo.Tests.Models;

namespace Elbo.Tests.Bundles;

public class BundleWriterTests
{
    private static readonly byte[] Abc = "abc"u8.ToArray();

    [Fact]
    public void The_manifest_comes_first_and_nothing_is_compressed()
    {
        using TempFolder folder = new();
        byte[] zeros = new byte[10_000];

        BundleWriter.Write(folder.GetPath("a.elbo"), Manifest(), [("one", Abc), ("two", zeros)]);

        using ZipArchive zip = ZipFile.OpenRead(folder.GetPath("a.elbo"));
        Assert.Equal([BundleFormat.Manifest, "one", "two"], zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
        Assert.Equal(Abc, Bytes(zip, "one"));
        Assert.Equal(zeros, Bytes(zip, "two"));
    }

    [Fact]
    public void The_manifest_lists_every_entry_with_size_and_hash()
    {
        using TempFolder folder = new();

        BundleManifest manifest = BundleWriter.Write(folder.GetPath("a.elbo"), Manifest(), [("one", Abc)]);

        // The SHA-256 of "abc" from FIPS 180-2.
        BundleEntry part = new("one", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        Assert.Equal([part], manifest.Entries);
        using ZipArchive zip = ZipFile.OpenRead(folder.GetPath("a.elbo"));
        Assert.Equal([part], JsonSerializer.Deserialize<BundleManifest>(Bytes(zip, BundleFormat.Manifest), BundleJson.Options)!.Entries);
    }

    [Fact]
    public void Equal_entries_give_equal_bytes()
    {
        using TempFolder folder = new();

        BundleWriter.Write(folder.GetPath("a.elbo"), Manifest(), [("one", Abc)]);
        BundleWriter.Write(folder.GetPath("b.elbo"), Manifest(), [("one", Abc)]);
        BundleWriter.Write(folder.GetPath("c.elbo"), Manifest(), [("one", "abd"u8.ToArray())]);
        using ZipArchive zip = ZipFile.OpenRead(folder.GetPath("a.elbo"));

        Assert.Equal(File.ReadAllBytes(folder.GetPath("a.elbo")), File.ReadAllBytes(folder.GetPath("b.elbo")));
        Assert.NotEqual(File.ReadAllBytes(folder.GetPath("a.elbo")), File.ReadAllBytes(folder.GetPath("c.elbo")));
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_unchanged()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.GetPath("a.elbo"), "old");

        Assert.ThrowsAny<ArgumentException>(() => BundleWriter.Write(folder.GetPath("a.elbo"), Manifest(), [("one", Abc), ("", Abc)]));

        Assert.Equal("old", File.ReadAllText(folder.GetPath("a.elbo")));
        Assert.Single(Directory.GetFiles(folder.FullPath));
    }

    [Fact]
    public void A_path_that_is_not_writable_is_reported()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.GetPath("file"), "no folder");
        string path = Path.Combine(folder.GetPath("file"), "a.elbo");

        ElboException error = Assert.Throws<ElboException>(() => BundleWriter.Write(path, Manifest(), []));

        Assert.StartsWith($"{path}: cannot be written (", error.Message, StringComparison.Ordinal);
        Assert.Equal("no folder", File.ReadAllText(folder.GetPath("file")));
    }

    private static BundleManifest Manifest() => new()
    {
        Model = "ease",
        Options = JsonDocument.Parse("{}").RootElement,
        ScoreKind = ScoreKind.Additive,
        ItemCount = 1,
        MaxHistory = 10,
        SimilarItemsPerItem = 0,
        WeightPrecision = "float32",
        Data = new TrainingDataInfo("clicks.csv", "0123", Synthetic: false),
        Metrics = new Dictionary<string, double> { ["ndcg@100"] = 0.25 },
        Created = DateTimeOffset.UnixEpoch,
        CreatedBy = "1.0.0",
        Entries = [],
    };

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using Stream entry = zip.GetEntry(name)!.Open();
        using MemoryStream copy = new();
        entry.CopyTo(copy);
        return copy.ToArray();
    }
}
