using System.Text.Json;

namespace Elbo.Inference.Bundles;

/// <summary>Reads the items of a bundle.</summary>
internal static class ItemReader
{
    private const int MaxLine = 1 << 20;

    /// <summary>One item per line, in the order of the model's score columns.</summary>
    /// <param name="lines">The bytes of items.jsonl.</param>
    /// <param name="count">Number of items in the manifest.</param>
    /// <param name="path">The bundle.</param>
    /// <exception cref="ElboException">The number of lines differs, or a line is invalid.</exception>
    public static Item[] Read(ReadOnlySpan<byte> lines, int count, string path)
    {
        int found = lines.Count((byte)'\n');
        bool endsWithNewline = lines.EndsWith("\n"u8);
        if (found != count || !endsWithNewline)
        {
            string rest = endsWithNewline || lines.IsEmpty ? "" : " and an incomplete one";
            throw BundleErrors.Corrupted(path, $"{BundleFormat.Items} has {found} complete lines{rest}, the manifest lists {count} items");
        }

        Item[] items = new Item[count];
        HashSet<string> ids = new(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            int length = lines.IndexOf((byte)'\n');
            items[i] = Parse(lines[..length], i + 1, path);
            if (!ids.Add(items[i].Id))
            {
                throw InvalidLine(path, i + 1, $"has the id '{BundleErrors.Sanitize(items[i].Id)}' twice");
            }

            lines = lines[(length + 1)..];
        }

        return items;
    }

    private static Item Parse(ReadOnlySpan<byte> line, int number, string path)
    {
        if (line.Length > MaxLine)
        {
            throw InvalidLine(path, number, $"has {line.Length} bytes, more than the {MaxLine} allowed");
        }

        Item item;
        try
        {
            item = JsonSerializer.Deserialize<Item>(line, BundleJson.Line) ?? throw InvalidLine(path, number, "is empty");
        }
        catch (Exception error) when (BundleJson.IsInvalidData(error))
        {
            throw InvalidLine(path, number, $"is not an item ({error.Message})");
        }

        if (item.Categories.Any(category => category is null))
        {
            throw InvalidLine(path, number, "has a null category");
        }

        return item.InteractionCount >= 0 ? item : throw InvalidLine(path, number, $"has interactionCount {item.InteractionCount}; expected 0 or more");
    }

    private static ElboException InvalidLine(string path, int line, string finding) =>
        BundleErrors.Corrupted(path, $"{BundleFormat.Items} line {line} {finding}");
}
