using System.Text.Json;

namespace Elbo.Inference.Bundles;

/// <summary>Reads and checks a bundle's manifest.</summary>
internal static class ManifestReader
{
    private const int MaxBytes = 4 << 20;
    private const int MaxItems = 10_000_000;

    private static readonly string[] EntryNames = [BundleFormat.Model, BundleFormat.Items, BundleFormat.SimilarItems];

    /// <summary>The manifest, whose parts are those of the zip file.</summary>
    /// <exception cref="ElboException">It is of another version, or has a defect.</exception>
    public static BundleManifest Read(MappedFile file, IReadOnlyDictionary<string, ArchiveEntry> entries, string path)
    {
        ArchiveEntry entry = entries[BundleFormat.Manifest];
        if (entry.Length > MaxBytes)
        {
            throw Invalid(path, $"has {entry.Length} bytes, more than the {MaxBytes} allowed");
        }

        ReadOnlySpan<byte> json = file.Bytes(entry.Offset, entry.Length);
        if (Crc32.Compute(json) != entry.Crc)
        {
            throw Invalid(path, "does not have its checksum");
        }

        BundleManifest manifest = Parse(json, path);
        CheckValues(manifest, path);
        CheckEntries(manifest, entries, path);
        return manifest;
    }

    private static BundleManifest Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            CheckFormat(JsonSerializer.Deserialize<JsonElement>(json, BundleJson.Options), path);
            return JsonSerializer.Deserialize<BundleManifest>(json, BundleJson.Options) ?? throw Invalid(path, "is empty");
        }
        catch (Exception error) when (BundleJson.IsInvalidData(error))
        {
            throw Invalid(path, $"cannot be read ({error.Message})", error);
        }
    }

    // The version first: what else stands in the manifest depends on it.
    private static void CheckFormat(JsonElement manifest, string path)
    {
        if (manifest.ValueKind != JsonValueKind.Object || !manifest.TryGetProperty("format", out JsonElement version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int format))
        {
            throw BundleErrors.NotABundle(path, $"{BundleFormat.Manifest} has no 'format' that is a whole number");
        }

        if (format != BundleManifest.CurrentFormat)
        {
            throw new ElboException(format > BundleManifest.CurrentFormat
                ? $"{path}: is a bundle of format {format}, newer than the {BundleManifest.CurrentFormat} that this version of Elbo reads; update Elbo"
                : $"{path}: is a bundle of format {format}, older than the {BundleManifest.CurrentFormat} that this version of Elbo reads; export the run again");
        }
    }

    private static void CheckValues(BundleManifest manifest, string path)
    {
        Check(manifest.Format == BundleManifest.CurrentFormat, "has two formats");
        Check(manifest.ItemCount is >= 1 and <= MaxItems, $"has itemCount {manifest.ItemCount}; expected is 1 to {MaxItems}");
        Check(manifest.MaxHistory is >= 1 and <= BundleManifest.MaxHistoryLimit, $"has maxHistory {manifest.MaxHistory}; expected is 1 to {BundleManifest.MaxHistoryLimit}");
        Check(manifest.SimilarItemsPerItem >= 0 && manifest.SimilarItemsPerItem < manifest.ItemCount, $"has neighbours {manifest.SimilarItemsPerItem}; expected is 0 to the other items");
        Check(Enum.IsDefined(manifest.ScoreKind), $"has scores {manifest.ScoreKind}; expected is logits or weights");
        Check(manifest.Options.ValueKind == JsonValueKind.Object, "has options that are no JSON object");
        Check(manifest.Metrics.Values.All(double.IsFinite), "has a metric that is not finite");

        void Check(bool isValid, string finding)
        {
            if (!isValid)
            {
                throw Invalid(path, finding);
            }
        }
    }

    private static void CheckEntries(BundleManifest manifest, IReadOnlyDictionary<string, ArchiveEntry> entries, string path)
    {
        if (manifest.Entries.Count != EntryNames.Length || manifest.Entries.Any(entry => entry is null))
        {
            throw Invalid(path, $"does not list the parts {string.Join(", ", EntryNames)}");
        }

        foreach (string name in EntryNames)
        {
            BundleEntry? listed = manifest.Entries.FirstOrDefault(entry => entry.Name == name);
            if (listed is null || !entries.TryGetValue(name, out ArchiveEntry found))
            {
                throw BundleErrors.Corrupted(path, $"{name} is missing");
            }

            if (listed.Bytes != found.Length)
            {
                throw BundleErrors.Corrupted(path, $"{name} has {found.Length} bytes, the manifest says {listed.Bytes}");
            }
        }
    }

    private static ElboException Invalid(string path, string finding, Exception? cause = null)
    {
        ElboException error = BundleErrors.Corrupted(path, $"{BundleFormat.Manifest} {finding}");
        return cause is null ? error : new ElboException(error.Message, cause);
    }
}
