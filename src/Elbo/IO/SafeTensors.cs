using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Elbo.IO;

/// <summary>
/// The safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the header's length, a JSON
/// header, then the tensors' bytes. Reading runs no code and allocates no more memory than the file's length.
/// </summary>
internal static class SafeTensors
{
    internal const string MetadataKey = "__metadata__";

    /// <summary>Writes a file completely or not at all; equal contents give equal bytes.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Text values by key; default none.</param>
    /// <exception cref="ArgumentException">A tensor is called "__metadata__", which the format reserves.</exception>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.ContainsKey(MetadataKey))
        {
            throw new ArgumentException($"no tensor may be called {MetadataKey}", nameof(tensors));
        }

        // Wide elements first, as the reference implementation does, so that every tensor is aligned.
        KeyValuePair<string, TensorData>[] ordered =
        [
            .. tensors
                .OrderByDescending(tensor => TensorData.SizeOf(tensor.Value.DType))
                .ThenBy(tensor => tensor.Key, StringComparer.Ordinal),
        ];
        byte[] header = CreateHeader(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (KeyValuePair<string, TensorData> tensor in ordered)
            {
                stream.Write(tensor.Value.Bytes.Span);
            }
        });
    }

    /// <summary>Reads a file; the whole header is validated before tensors are read.</summary>
    /// <exception cref="ElboException">The file cannot be read or is invalid; the message says why.</exception>
    public static TensorFile Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); check the path", error);
        }
    }

    /// <summary>Reads a file's contents from a stream with a known length.</summary>
    /// <param name="stream">The stream at the first byte.</param>
    /// <param name="source">The name for messages.</param>
    /// <exception cref="ElboException">The contents are invalid; the message says why.</exception>
    public static TensorFile Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafeTensorsHeader header = SafeTensorsHeader.Read(stream, source);
        Dictionary<string, TensorData> tensors = new(StringComparer.Ordinal);
        foreach (TensorEntry entry in header.Entries)
        {
            // The entries have no gaps between them, so the stream is already at the next one.
            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)(entry.End - entry.Begin));
            stream.ReadExactly(bytes);
            tensors.Add(entry.Name, new TensorData(entry.DType, entry.Shape, bytes));
        }

        return new TensorFile(tensors, header.Metadata);
    }

    private static byte[] CreateHeader(KeyValuePair<string, TensorData>[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream buffer = new();
        buffer.Write(new byte[sizeof(ulong)]);
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (KeyValuePair<string, string> entry in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(entry.Key, entry.Value);
                }

                json.WriteEndObject();
            }

            long begin = 0;
            foreach ((string name, TensorData tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.DType);
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [begin, begin += tensor.Bytes.Length]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        byte[] header = buffer.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(header.Length - sizeof(ulong)));
        return header;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}

/// <summary>The contents of a safetensors file.</summary>
/// <param name="Tensors">The tensors by name.</param>
/// <param name="Metadata">Text values by key; may be empty.</param>
internal sealed record TensorFile(
    IReadOnlyDictionary<string, TensorData> Tensors,
    IReadOnlyDictionary<string, string> Metadata);
