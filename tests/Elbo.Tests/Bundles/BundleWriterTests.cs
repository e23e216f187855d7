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
        using TempFolder place = new();
        byte[] zeros = new byte[10_000];

        BundleWriter.Write(place.GetPath("a.elbo"), Manifest(), [("one", Abc), ("two", zeros)]);

        using ZipArchive zip = ZipFile.OpenRead(place.GetPath("a.elbo"));
        Assert.Equal([BundleFormat.Manifest, "one", "two"], zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
        Assert.Equal(Abc, Bytes(zip, "one"));
        Assert.Equal(zeros, Bytes(zip, "two"));
    }

    [Fact]
    public void The_manifest_lists_every_part_with_size_and_hash()
    {
        using TempFolder place = new();

        BundleManifest told = BundleWriter.Write(place.GetPath("a.elbo"), Manifest(), [("one", Abc)]);

        // The SHA-256 of "abc" as FIPS 180-2 gives it.
        BundleEntry part = new("one", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        Assert.Equal([part], told.Entries);
        using ZipArchive zip = ZipFile.OpenRead(place.GetPath("a.elbo"));
        Assert.Equal([part], JsonSerializer.Deserialize<BundleManifest>(Bytes(zip, BundleFormat.Manifest), BundleJson.Options)!.Entries);
    }

    [Fact]
    public void Equal_parts_give_equal_bytes()
    {
        using TempFolder place = new();

        BundleWriter.Write(place.GetPath("a.elbo"), Manifest(), [("one", Abc)]);
        BundleWriter.Write(place.GetPath("b.elbo"), Manifest(), [("one", Abc)]);
        BundleWriter.Write(place.GetPath("c.elbo"), Manifest(), [("one", "abd"u8.ToArray())]);
        using ZipArchive zip = ZipFile.OpenRead(place.GetPath("a.elbo"));

        Assert.Equal(File.ReadAllBytes(place.GetPath("a.elbo")), File.ReadAllBytes(place.GetPath("b.elbo")));
        Assert.NotEqual(File.ReadAllBytes(place.GetPath("a.elbo")), File.ReadAllBytes(place.GetPath("c.elbo")));
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public void A_part_that_fails_while_it_is_written_leaves_the_old_file_alone()
    {
        using TempFolder place = new();
        File.WriteAllText(place.GetPath("a.elbo"), "old");

        Assert.ThrowsAny<ArgumentException>(() => BundleWriter.Write(place.GetPath("a.elbo"), Manifest(), [("one", Abc), ("", Abc)]));

        Assert.Equal("old", File.ReadAllText(place.GetPath("a.elbo")));
        Assert.Single(Directory.GetFiles(place.FullPath));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told()
    {
        using TempFolder place = new();
        File.WriteAllText(place.GetPath("file"), "no folder");
        string path = Path.Combine(place.GetPath("file"), "a.elbo");

        ElboException error = Assert.Throws<ElboException>(() => BundleWriter.Write(path, Manifest(), []));

        Assert.StartsWith($"{path}: cannot be written (", error.Message, StringComparison.Ordinal);
        Assert.Equal("no folder", File.ReadAllText(place.GetPath("file")));
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
