using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Elbo.Inference.Bundles;
using Elbo.Tests.Models;
using Microsoft.ML.OnnxRuntime;

namespace Elbo.Tests.Inference;

public sealed class BundleReaderTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string path;

    public BundleReaderTests() => path = folder.GetPath("small.elbo");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_bundle_round_trips()
    {
        BundleBuilder.Write(path);
        using Bundle bundle = Bundle.Open(path, BundleBuilder.MaxBytes);

        Assert.Equal("popularity", bundle.Manifest.Model);
        Assert.Equal(ScoreKind.Additive, bundle.Manifest.ScoreKind);
        Assert.Equal(0.25, bundle.Manifest.Metrics["ndcg@100"]);
        Assert.Equal(BundleBuilder.ItemLines(BundleBuilder.Items), BundleBuilder.ItemLines(bundle.Items));
        Assert.Equal(BundleBuilder.SimilarItems, bundle.SimilarItems.Items.ToArray());
        Assert.Equal(BundleBuilder.Similarities, bundle.SimilarItems.Similarities.ToArray());
        using InferenceSession session = new(bundle.DetachModel());
        Assert.Equal(4, session.InputMetadata.Count);
        Assert.Throws<InvalidOperationException>(bundle.DetachModel);
    }

    [Fact]
    public void A_bundle_without_similar_items_has_none()
    {
        BundleBuilder.Write(path, BundleBuilder.Manifest with { SimilarItemsPerItem = 0 }, similarItems: []);
        using Bundle bundle = Bundle.Open(path, BundleBuilder.MaxBytes);

        Assert.Equal(4, bundle.Items.Length);
        Assert.Equal(0, bundle.SimilarItems.Items.Length);
        Assert.Equal(0, bundle.SimilarItems.Similarities.Length);
    }

    [Fact]
    public void The_file_can_be_replaced_while_the_bundle_is_open()
    {
        BundleBuilder.Write(path);
        using Bundle bundle = Bundle.Open(path, BundleBuilder.MaxBytes);
        File.WriteAllText(path, "something else");

        Assert.Equal(BundleBuilder.SimilarItems, bundle.SimilarItems.Items.ToArray());
        Assert.Equal(BundleBuilder.Graph, bundle.DetachModel());
    }

    [Fact]
    public void A_file_truncated_in_place_while_it_is_read_is_an_error()
    {
        BundleBuilder.Write(path);
        using BundleFileReader file = BundleFileReader.Open(path, BundleBuilder.MaxBytes);
        using (FileStream stream = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(0);
        }

        // A mapped file would have ended the process with SIGBUS here.
        Assert.Contains($"{path}: was overwritten while it was read", Assert.Throws<ElboException>(() => Bundle.Read(file, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_overwritten_in_place_while_it_is_read_is_an_error()
    {
        BundleBuilder.Write(path);
        using BundleFileReader file = BundleFileReader.Open(path, BundleBuilder.MaxBytes);
        string other = folder.GetPath("other.elbo");
        BundleBuilder.Write(other, items: BundleBuilder.ItemLines([.. BundleBuilder.Items[..3], new Item("longer id", "Longer title", [], 1)]));
        using (FileStream stream = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.Write(File.ReadAllBytes(other));
        }

        Assert.StartsWith($"{path}: ", Assert.Throws<ElboException>(() => Bundle.Read(file, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_reported() => AssertRefused("cannot be read (", "; check the path");

    [Fact]
    public void An_empty_file_is_not_a_bundle()
    {
        File.WriteAllBytes(path, []);
        AssertRefused("is not an Elbo bundle: it is empty");
    }

    [Fact]
    public void A_file_that_is_not_a_zip_is_not_a_bundle()
    {
        File.WriteAllText(path, "id,title\n1,Alpha\n");
        AssertRefused("is not an Elbo bundle: it does not start like a zip file; give a file that 'elbo export' wrote");
    }

    [Fact]
    public void A_zip_without_a_manifest_is_not_a_bundle()
    {
        BundleBuilder.Pack(path, [("letter.txt", [1, 2, 3])]);
        AssertRefused("is not an Elbo bundle: a zip file without manifest.json");
    }

    [Fact]
    public void A_zip_with_many_entries_is_not_a_bundle()
    {
        BundleBuilder.Pack(path, Enumerable.Range(0, 5).Select(i => ($"{i}.txt", Array.Empty<byte>())));
        AssertRefused("is not an Elbo bundle: a zip file with 5 entries");
    }

    [Fact]
    public void A_file_larger_than_allowed_is_refused()
    {
        BundleBuilder.Write(path);
        long length = new FileInfo(path).Length;
        Bundle.Open(path, length).Dispose();

        AssertRefused($"has {length} bytes, more than the {length - 1} allowed; raise the limit", length - 1);
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        BundleBuilder.Write(path);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 1; length < whole.Length; length += 11)
        {
            File.WriteAllBytes(path, whole[..length]);
            AssertRefused(length < 4 ? "it does not start like a zip file" : "it does not end with a zip directory; it may be truncated");
        }
    }

    [Fact]
    public void Bytes_after_the_end_are_refused()
    {
        BundleBuilder.Write(path);
        File.AppendAllText(path, "x");
        AssertRefused("the bundle is corrupted: it does not end with a zip directory");
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 0", "has bundle format 0, older than the 1 that this version of Elbo reads; export the run again")]
    [InlineData("\"format\": 1", "\"format\": 2, \"news\": true", "has bundle format 2, newer than the 1 that this version of Elbo reads; update Elbo")]
    [InlineData("\"format\": 1", "\"kind\": 1", "is not an Elbo bundle: manifest.json has no integer 'format'")]
    [InlineData("\"format\": 1", "\"format\": 1, \"Format\": 1", "manifest.json cannot be read (")]
    [InlineData("\"format\": 1", "\"format\": 1, \"news\": true", "manifest.json cannot be read (")]
    [InlineData("\"format\": 1,", "\"format\": 1", "manifest.json cannot be read (")]
    [InlineData("\"itemCount\": 4", "\"itemCount\": 0", "manifest.json has itemCount 0; expected 1 to 10000000")]
    [InlineData("\"itemCount\": 4", "\"itemCount\": 10000001", "manifest.json has itemCount 10000001")]
    [InlineData("\"maxHistory\": 50", "\"maxHistory\": 0", "manifest.json has maxHistory 0; expected 1 to 100000")]
    [InlineData("\"maxHistory\": 50", "\"maxHistory\": 100001", "manifest.json has maxHistory 100001")]
    [InlineData("\"similarItemsPerItem\": 2", "\"similarItemsPerItem\": -1", "manifest.json has similarItemsPerItem -1")]
    [InlineData("\"similarItemsPerItem\": 2", "\"similarItemsPerItem\": 4", "manifest.json has similarItemsPerItem 4")]
    [InlineData("\"scoreKind\": \"additive\"", "\"scoreKind\": 7", "manifest.json has scoreKind 7")]
    [InlineData("\"options\": {}", "\"options\": null", "manifest.json has options that are not a JSON object")]
    [InlineData("0.25", "1e999", "manifest.json has a metric that is not finite")]
    [InlineData("\"example\"", "null", "manifest.json cannot be read (")]
    [InlineData("\"name\": \"items.jsonl\"", "\"name\": \"model.onnx\"", "items.jsonl is missing")]
    public void Invalid_manifests_are_refused(string good, string bad, string finding)
    {
        BundleBuilder.RewriteManifest(path, json => json.Replace(good, bad, StringComparison.Ordinal));
        AssertRefused(finding);
    }

    [Fact]
    public void A_deeply_nested_manifest_is_refused()
    {
        BundleBuilder.RewriteManifest(path, json => json.Replace("{}", string.Concat(Enumerable.Repeat("{\"a\":", 20)) + "1" + new string('}', 20), StringComparison.Ordinal));
        AssertRefused("manifest.json cannot be read (");
    }

    [Fact]
    public void An_oversized_manifest_is_refused()
    {
        BundleBuilder.RewriteManifest(path, json => json + new string(' ', 4 << 20));
        AssertRefused("more than the 4194304 allowed", maxBytes: 10 << 20);
    }

    [Fact]
    public void An_entry_missing_from_the_manifest_is_refused()
    {
        BundleBuilder.RewriteManifest(path, json => string.Concat(json.AsSpan(0, json.IndexOf("\"entries\"", StringComparison.Ordinal)), "\"entries\": []}"));
        AssertRefused("manifest.json does not list the entries model.onnx, items.jsonl, similar-items.bin");
    }

    [Fact]
    public void A_changed_manifest_fails_its_checksum()
    {
        BundleBuilder.Write(path);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("0.25"u8)] = (byte)'9';
        File.WriteAllBytes(path, bytes);
        AssertRefused("manifest.json does not match its checksum; copy or export it again");
    }

    [Fact]
    public void A_missing_entry_is_reported()
    {
        BundleBuilder.Repack(path, entries => entries.RemoveAll(entry => entry.Name == BundleFormat.SimilarItems));
        AssertRefused("similar-items.bin is missing");
    }

    [Fact]
    public void A_duplicate_entry_is_refused()
    {
        BundleBuilder.Repack(path, entries => entries[3] = entries[1]);
        AssertRefused("it contains model.onnx twice");
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("../model.onnx")]
    [InlineData("/model.onnx")]
    [InlineData("models/")]
    [InlineData("MODEL.ONNX")]
    public void Entries_with_unknown_names_are_refused(string name)
    {
        BundleBuilder.Repack(path, entries => entries[1] = (name, entries[1].Bytes));
        AssertRefused($"it has an unknown entry '{name}'; expected manifest.json, model.onnx, items.jsonl, similar-items.bin");
    }

    [Fact]
    public void Compressed_entries_are_refused()
    {
        BundleBuilder.Write(path);
        BundleBuilder.Pack(path, BundleBuilder.Unpack(path), CompressionLevel.Optimal);
        AssertRefused("is compressed, encrypted or of unknown length");
    }

    [Fact]
    public void An_entry_of_the_wrong_length_is_refused()
    {
        BundleBuilder.Repack(path, entries => entries[2] = (entries[2].Name, [.. entries[2].Bytes, (byte)' ']));
        AssertRefused($"items.jsonl has {BundleBuilder.ItemLines(BundleBuilder.Items).Length + 1} bytes, the manifest says {BundleBuilder.ItemLines(BundleBuilder.Items).Length}");
    }

    [Theory]
    [InlineData(1, "model.onnx")]
    [InlineData(2, "items.jsonl")]
    [InlineData(3, "similar-items.bin")]
    public void An_entry_with_the_wrong_hash_is_refused(int entry, string name)
    {
        BundleBuilder.Repack(path, entries => entries[entry].Bytes[^2] ^= 1);
        AssertRefused($"{name} does not have the hash that the manifest lists");
    }

    [Fact]
    public void A_local_header_with_another_length_is_refused()
    {
        BundleBuilder.Write(path);
        byte[] bytes = File.ReadAllBytes(path);
        int local = bytes.AsSpan().IndexOf("items.jsonl"u8);

        // The name occurs first in the manifest, then in its local header, 8 bytes after the length.
        local += 1 + bytes.AsSpan(local + 1).IndexOf("items.jsonl"u8);
        bytes[local - 8]++;
        File.WriteAllBytes(path, bytes);
        AssertRefused("the two headers of items.jsonl differ");
    }

    [Fact]
    public void A_gap_between_entries_is_refused()
    {
        BundleBuilder.Write(path);
        byte[] bytes = File.ReadAllBytes(path);
        int directory = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 6));

        // The offset of the last entry is 42 bytes into the last directory header; its name, similar-items.bin, takes the 17 bytes before the end.
        int lastHeader = bytes.Length - 22 - 17 - 46;
        int last = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(lastHeader + 42));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.Length - 6), directory + 1);
        File.WriteAllBytes(path, [.. bytes[..directory], 0, .. bytes[directory..]]);
        AssertRefused("the zip directory is not between the entries and the end of the file");

        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(lastHeader + 42), last + 1);
        File.WriteAllBytes(path, [.. bytes[..last], 0, .. bytes[last..]]);
        AssertRefused($"its entries overlap or leave a gap at byte {last}");
    }

    [Fact]
    public void A_duplicate_item_id_is_refused()
    {
        BundleBuilder.Write(path, items: BundleBuilder.ItemLines([.. BundleBuilder.Items[..3], BundleBuilder.Items[0]]));
        AssertRefused("items.jsonl line 4 has the id 'a' twice");
    }

    [Theory]
    [InlineData("{\"id\":\"b\",\"title\":null,\"categories\":[],\"interactionCount\":-1}", "line 2 has interactionCount -1; expected 0 or more")]
    [InlineData("{\"id\":\"b\",\"title\":null,\"categories\":[],\"interactionCount\":1.5}", "line 2 is not an item (")]
    [InlineData("{\"id\":\"b\",\"title\":null,\"categories\":[],\"interactionCount\":9999999999}", "line 2 is not an item (")]
    [InlineData("{\"id\":\"b\",\"title\":null,\"categories\":[null],\"interactionCount\":1}", "line 2 has a null category")]
    [InlineData("{\"id\":null,\"title\":null,\"categories\":[],\"interactionCount\":1}", "line 2 is not an item (")]
    [InlineData("{\"id\":\"\\ud800\",\"title\":null,\"categories\":[],\"interactionCount\":1}", "line 2 is not an item (")]
    [InlineData("{\"id\":\"b\",\"title\":null,\"categories\":[]}", "line 2 is not an item (")]
    [InlineData("{\"id\":\"b\",\"id\":\"b\",\"title\":null,\"categories\":[],\"interactionCount\":1}", "line 2 is not an item (")]
    [InlineData("null", "line 2 is empty")]
    [InlineData("", "line 2 is not an item (")]
    public void Invalid_items_are_refused(string line, string finding)
    {
        BundleBuilder.Write(path, items: [.. BundleBuilder.ItemLines(BundleBuilder.Items[0]), .. Encoding.UTF8.GetBytes(line + "\n"), .. BundleBuilder.ItemLines(BundleBuilder.Items[2..])]);
        AssertRefused($"items.jsonl {finding}");
    }

    [Fact]
    public void An_item_count_that_differs_from_the_manifest_is_refused()
    {
        BundleBuilder.Write(path, items: BundleBuilder.ItemLines(BundleBuilder.Items[..3]));
        AssertRefused("items.jsonl has 3 complete lines, the manifest lists 4 items");
        BundleBuilder.Write(path, items: BundleBuilder.ItemLines([.. BundleBuilder.Items, new Item("e", null, [], 0)]));
        AssertRefused("items.jsonl has 5 complete lines, the manifest lists 4 items");
        BundleBuilder.Write(path, items: []);
        AssertRefused("items.jsonl has 0 complete lines, the manifest lists 4 items");
        BundleBuilder.Write(path, items: [.. BundleBuilder.ItemLines(BundleBuilder.Items), (byte)'x']);
        AssertRefused("items.jsonl has 4 complete lines and an incomplete one, the manifest lists 4 items");
    }

    [Fact]
    public void An_item_count_that_differs_from_the_graph_is_refused()
    {
        byte[] items = BundleBuilder.ItemLines([.. BundleBuilder.Items, new Item("e", null, [], 0)]);
        byte[] similarItems = BundleBuilder.SimilarItemBytes([.. BundleBuilder.SimilarItems, -1, -1], [.. BundleBuilder.Similarities, 0, 0]);
        BundleBuilder.Write(path, BundleBuilder.Manifest with { ItemCount = 5 }, items: items, similarItems: similarItems);
        AssertRefused("model.onnx has the outputs float32 scores[*, 4]", "expected float32 scores[*, 5]");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-2)]
    [InlineData(int.MaxValue)]
    public void Similar_items_out_of_range_are_refused(int index)
    {
        BundleBuilder.Write(path, similarItems: BundleBuilder.SimilarItemBytes([.. BundleBuilder.SimilarItems[..7], index], BundleBuilder.Similarities));
        AssertRefused("similar-items.bin has an item outside 0 to 3");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Similarities_that_are_not_finite_are_refused(float similarity)
    {
        BundleBuilder.Write(path, similarItems: BundleBuilder.SimilarItemBytes(BundleBuilder.SimilarItems, [.. BundleBuilder.Similarities[..7], similarity]));
        AssertRefused("similar-items.bin has a similarity that is not finite");
    }

    [Fact]
    public void A_wrong_number_of_similar_items_is_refused()
    {
        BundleBuilder.Write(path, similarItems: BundleBuilder.SimilarItemBytes(BundleBuilder.SimilarItems[..7], BundleBuilder.Similarities[..7]));
        AssertRefused("similar-items.bin has 56 bytes, 2 similar items of 4 take 64");
    }

    private void AssertRefused(string finding, long maxBytes = BundleBuilder.MaxBytes) => AssertRefused(finding, "", maxBytes);

    private void AssertRefused(string finding, string more, long maxBytes = BundleBuilder.MaxBytes)
    {
        ElboException error = Assert.Throws<ElboException>(() => Bundle.Open(path, maxBytes));
        Assert.StartsWith($"{path}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(finding, error.Message, StringComparison.Ordinal);
        Assert.Contains(more, error.Message, StringComparison.Ordinal);
    }
}
