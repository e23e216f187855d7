using System.IO.Hashing;
using System.Text.Json;

namespace Elbo.Inference.Bundles;

/// <summary>Reads and validates the manifest of a bundle.</summary>
internal static class ManifestReader
{
    private const int MaxBytes = 4 << 20;
    private const int MaxItems = 10_000_000;

    private static readonly string[] EntryNames = [BundleFormat.Model, BundleFormat.Items, BundleFormat.SimilarItems];

    /// <summary>Reads the manifest and compares its entries with those of the zip file.</summary>
    /// <exception cref="ElboException">It has another format version, or is invalid.</exception>
    public static BundleManifest Read(BundleFileReader file, IReadOnlyDictionary<string, ArchiveEntry> entries, string path)
    {
        ArchiveEntry entry = entries[BundleFormat.Manifest];
        if (entry.Length > MaxBytes)
        {
            throw Invalid(path, $"has {entry.Length} bytes, more than the {MaxBytes} allowed");
        }

        byte[] json = file.Read(entry.Offset, entry.Length);
        if (Crc32.HashToUInt32(json) != entry.Crc)
        {
            throw Invalid(path, "does not match its checksum");
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

    // The version comes first, since everything else in the manifest depends on it.
    private static void CheckFormat(JsonElement manifest, string path)
    {
        if (manifest.ValueKind != JsonValueKind.Object || !manifest.TryGetProperty("format", out JsonElement version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int format))
        {
            throw BundleErrors.NotABundle(path, $"{BundleFormat.Manifest} has no integer 'format'");
        }

        if (format != BundleManifest.CurrentFormat)
        {
            throw new ElboException(format > BundleManifest.CurrentFormat
                ? $"{path}: has bundle format {format}, newer than the {BundleManifest.CurrentFormat} that this version of Elbo reads; update Elbo"
                : $"{path}: has bundle format {format}, older than the {BundleManifest.CurrentFormat} that this version of Elbo reads; export the run again");
        }
    }

    private static void CheckValues(BundleManifest manifest, string path)
    {
        Check(manifest.Format == BundleManifest.CurrentFormat, "has two values of format");
        Check(manifest.ItemCount is >= 1 and <= MaxItems, $"has itemCount {manifest.ItemCount}; expected 1 to {MaxItems}");
        Check(manifest.MaxHistory is >= 1 and <= BundleManifest.MaxHistoryLimit, $"has maxHistory {manifest.MaxHistory}; expected 1 to {BundleManifest.MaxHistoryLimit}");
        Check(manifest.SimilarItemsPerItem >= 0 && manifest.SimilarItemsPerItem < manifest.ItemCount, $"has similarItemsPerItem {manifest.SimilarItemsPerItem}; expected 0 to {manifest.ItemCount - 1}");
        Check(Enum.IsDefined(manifest.ScoreKind), $"has scoreKind {manifest.ScoreKind}; expected logits or additive");
        Check(manifest.Options.ValueKind == JsonValueKind.Object, "has options that are not a JSON object");
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
            throw Invalid(path, $"does not list the entries {string.Join(", ", EntryNames)}");
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
