using System.Buffers.Binary;
using System.Text.Json;

namespace Elbo.IO;

/// <summary>The validated header of a safetensors file.</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>The format's own limit on the header's length, in bytes.</summary>
    private const long MaxLength = 100_000_000;

    private readonly string source;
    private readonly List<TensorEntry> entries = [];

    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);

    private SafeTensorsHeader(string source) => this.source = source;

    /// <summary>The tensors in the order of their bytes; they fill the rest of the file without gaps or overlaps.</summary>
    public IReadOnlyList<TensorEntry> Entries => entries;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <exception cref="ElboException">The header is invalid.</exception>
    public static SafeTensorsHeader Read(Stream stream, string source)
    {
        SafeTensorsHeader header = new(source);
        byte[] json = header.ReadJson(stream);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            header.ReadEntries(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string is not valid Unicode.
            throw header.Invalid($"its header is not JSON ({error.Message})");
        }

        header.ValidateLayout(stream.Length - sizeof(ulong) - json.Length);
        return header;
    }

    private byte[] ReadJson(Stream stream)
    {
        long rest = stream.Length - sizeof(ulong);
        if (rest < 2)
        {
            throw Invalid($"it ends after {stream.Length} bytes, before its header");
        }

        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxLength)
        {
            throw Invalid($"its header claims {length} bytes, more than the {MaxLength} allowed");
        }

        if (length > (ulong)rest)
        {
            throw Invalid($"its header claims {length} bytes, but only {rest} follow");
        }

        byte[] json = new byte[length];
        stream.ReadExactly(json);
        return json;
    }

    private void ReadEntries(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Invalid("its header is not a JSON object");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (!names.Add(member.Name))
            {
                throw Invalid($"'{member.Name}' appears twice in its header");
            }

            if (member.Name == SafeTensors.MetadataKey)
            {
                ReadMetadata(member.Value);
            }
            else
            {
                entries.Add(ReadEntry(member.Name, member.Value));
            }
        }
    }

    private void ReadMetadata(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Invalid($"its {SafeTensors.MetadataKey} is not a JSON object");
        }

        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String || !metadata.TryAdd(member.Name, member.Value.GetString()!))
            {
                throw Invalid($"its {SafeTensors.MetadataKey} '{member.Name}' appears twice or is not a string");
            }
        }
    }

    private TensorEntry ReadEntry(string name, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !json.TryGetProperty("shape", out JsonElement shape) || Numbers(shape) is not long[] lengths
            || !json.TryGetProperty("data_offsets", out JsonElement offsets) || Numbers(offsets) is not [long begin, long end])
        {
            throw Invalid($"tensor '{name}' needs a dtype, a shape of integers and two data_offsets");
        }

        string kind = dtype.GetString()!;
        if (TensorData.SizeOf(kind) is null)
        {
            throw Invalid($"tensor '{name}' has dtype '{kind}'; supported are F32, F64, I32, I64 and U8");
        }

        if (end - begin > Array.MaxLength)
        {
            throw Invalid($"tensor '{name}' has {end - begin} bytes, more than the {Array.MaxLength} that can be read");
        }

        if (end < begin || TensorData.ByteCount(kind, lengths) != end - begin)
        {
            throw Invalid($"tensor '{name}' is {kind} of shape {TensorData.FormatShape(lengths)}, which its bytes {begin} to {end} do not hold");
        }

        return new TensorEntry(name, kind, lengths, begin, end);
    }

    private void ValidateLayout(long available)
    {
        entries.Sort((x, y) => (x.Begin, x.End).CompareTo((y.Begin, y.End)));
        long position = 0;
        foreach (TensorEntry entry in entries)
        {
            if (entry.Begin != position)
            {
                string problem = entry.Begin < position ? "overlaps the previous tensor" : "leaves a gap after the previous tensor";
                throw Invalid($"tensor '{entry.Name}' starts at byte {entry.Begin} and {problem}, which ends at {position}");
            }

            position = entry.End;
        }

        if (position != available)
        {
            throw Invalid($"its tensors need {position} bytes, but {available} follow the header");
        }
    }

    // Null if the JSON is not an array of non-negative integers.
    private static long[]? Numbers(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        long[] numbers =
        [
            .. json.EnumerateArray().Select(element =>
                element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number) ? number : -1),
        ];
        return numbers.All(number => number >= 0) ? numbers : null;
    }

    private ElboException Invalid(string problem) =>
        new($"{source}: not a valid safetensors file: {problem}; write or download it again");
}

/// <summary>A tensor's position in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">Its element type.</param>
/// <param name="Shape">The lengths of its dimensions.</param>
/// <param name="Begin">The offset of its first byte after the header.</param>
/// <param name="End">The offset after its last byte.</param>
internal sealed record TensorEntry(string Name, string DType, IReadOnlyList<long> Shape, long Begin, long End);
