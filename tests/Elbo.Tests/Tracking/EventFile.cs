using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Elbo.Tests.Tracking;

/// <summary>A scalar in a TensorBoard event file.</summary>
internal sealed record EventScalar(string Tag, long Step, float Value, double WallTime);

/// <summary>
/// Reads TensorBoard's event files: records of length, masked CRC-32C of the length, data and masked CRC-32C of the data, all
/// little endian, each an Event of event.proto (wall_time 1, step 2, file_version 3, summary 5).
/// </summary>
internal sealed class EventFile
{
    private EventFile(IReadOnlyList<EventScalar> scalars, IReadOnlyDictionary<string, string> texts, string? version) =>
        (Scalars, Texts, Version) = (scalars, texts, version);

    public IReadOnlyList<EventScalar> Scalars { get; }

    /// <summary>Texts by tag.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    public string? Version { get; }

    public static EventFile Read(string path)
    {
        List<EventScalar> scalars = [];
        Dictionary<string, string> texts = [];
        string? version = null;
        foreach (byte[] record in Records(File.ReadAllBytes(path)))
        {
            Dictionary<int, List<byte[]>> fields = Fields(record);
            double time = BitConverter.ToDouble(fields[1][0]);
            long step = fields.TryGetValue(2, out List<byte[]>? written) ? BitConverter.ToInt64(written[0]) : 0;
            version = fields.TryGetValue(3, out List<byte[]>? named) ? Encoding.UTF8.GetString(named[0]) : version;

            // Summary: value 1, of which tag 1, simple_value 2, tensor 8; TensorProto: string_val 8.
            foreach (byte[] value in fields.TryGetValue(5, out List<byte[]>? summary) ? Fields(summary[0])[1] : [])
            {
                Dictionary<int, List<byte[]>> parts = Fields(value);
                string tag = Encoding.UTF8.GetString(parts[1][0]);
                if (parts.TryGetValue(2, out List<byte[]>? simple))
                {
                    scalars.Add(new EventScalar(tag, step, BitConverter.ToSingle(simple[0]), time));
                }
                else
                {
                    texts[tag] = Encoding.UTF8.GetString(Fields(parts[8][0])[8][0]);
                }
            }
        }

        return new EventFile(scalars, texts, version);
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] data = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            yield return data;
            at += length + 16;
        }
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return unchecked(BitOperations.RotateRight(~crc, 15) + 0xA282EAD8);
    }

    /// <summary>The fields of a protobuf message by number; numbers as 8 or 4 bytes.</summary>
    private static Dictionary<int, List<byte[]>> Fields(ReadOnlySpan<byte> message)
    {
        Dictionary<int, List<byte[]>> fields = [];
        while (message.Length > 0)
        {
            ulong key = Varint(ref message);
            byte[] content = (key & 7) switch
            {
                0 => BitConverter.GetBytes(Varint(ref message)),
                1 => Take(ref message, 8),
                2 => Take(ref message, (int)Varint(ref message)),
                5 => Take(ref message, 4),
                _ => throw new FormatException($"wire type {key & 7}"),
            };
            int number = (int)(key >> 3);
            fields.TryAdd(number, []);
            fields[number].Add(content);
        }

        return fields;
    }

    private static byte[] Take(ref ReadOnlySpan<byte> message, int count)
    {
        byte[] taken = message[..count].ToArray();
        message = message[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref message, 1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
