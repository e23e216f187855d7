using System.Text.Json;

namespace Elbo.Inference.Bundles;

/// <summary>Reads and checks a bundle's manifest.</summary>
internal static class ManifestReader
{
    private const int MaxBytes = 4 << 20;
    private const int MaxItems = 10_000_000;

    private static readonly string[] PartNames = [BundleFormat.Model, BundleFormat.Items, BundleFormat.Neighbours];

    /// <summary>The manifest, whose parts are those of the zip file.</summary>
    /// <exception cref="ElboException">It is of another version, or has a defect.</exception>
    public static BundleManifest Read(MappedFile file, IReadOnlyDictionary<string, ZipPart> parts, string path)
    {
        ZipPart part = parts[BundleFormat.Manifest];
        if (part.Length > MaxBytes)
        {
            throw Defect(path, $"has {part.Length} bytes, more than the {MaxBytes} allowed");
        }

        ReadOnlySpan<byte> json = file.Bytes(part.Offset, part.Length);
        if (Crc32.Of(json) != part.Crc)
        {
            throw Defect(path, "does not have its checksum");
        }

        BundleManifest manifest = Parse(json, path);
        CheckValues(manifest, path);
        CheckParts(manifest, parts, path);
        return manifest;
    }

    private static BundleManifest Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            CheckFormat(JsonSerializer.Deserialize<JsonElement>(json, BundleJson.Options), path);
            return JsonSerializer.Deserialize<BundleManifest>(json, BundleJson.Options) ?? throw Defect(path, "is empty");
        }
        catch (Exception error) when (BundleJson.IsDefect(error))
        {
            throw Defect(path, $"cannot be read ({error.Message})", error);
        }
    }

    // The version first: what else stands in the manifest depends on it.
    private static void CheckFormat(JsonElement manifest, string path)
    {
        if (manifest.ValueKind != JsonValueKind.Object || !manifest.TryGetProperty("format", out JsonElement version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int format))
        {
            throw BundleError.NoBundle(path, $"{BundleFormat.Manifest} has no 'format' that is a whole number");
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
        Check(manifest.MaxHistory is >= 1 and <= BundleManifest.LargestMaxHistory, $"has maxHistory {manifest.MaxHistory}; expected is 1 to {BundleManifest.LargestMaxHistory}");
        Check(manifest.Neighbours >= 0 && manifest.Neighbours < manifest.ItemCount, $"has neighbours {manifest.Neighbours}; expected is 0 to the other items");
        Check(Enum.IsDefined(manifest.Scores), $"has scores {manifest.Scores}; expected is logits or weights");
        Check(manifest.Options.ValueKind == JsonValueKind.Object, "has options that are no JSON object");
        Check(manifest.Metrics.Values.All(double.IsFinite), "has a metric that is not finite");

        void Check(bool holds, string finding)
        {
            if (!holds)
            {
                throw Defect(path, finding);
            }
        }
    }

    private static void CheckParts(BundleManifest manifest, IReadOnlyDictionary<string, ZipPart> parts, string path)
    {
        if (manifest.Parts.Count != PartNames.Length || manifest.Parts.Any(part => part is null))
        {
            throw Defect(path, $"does not list the parts {string.Join(", ", PartNames)}");
        }

        foreach (string name in PartNames)
        {
            BundlePart? listed = manifest.Parts.FirstOrDefault(part => part.Name == name);
            if (listed is null || !parts.TryGetValue(name, out ZipPart found))
            {
                throw BundleError.Damaged(path, $"{name} is missing");
            }

            if (listed.Bytes != found.Length)
            {
                throw BundleError.Damaged(path, $"{name} has {found.Length} bytes, the manifest says {listed.Bytes}");
            }
        }
    }

    private static ElboException Defect(string path, string finding, Exception? cause = null)
    {
        ElboException error = BundleError.Damaged(path, $"{BundleFormat.Manifest} {finding}");
        return cause is null ? error : new ElboException(error.Message, cause);
    }
}
