namespace Elbo.Inference.Bundles;

/// <summary>Reads the fields of a protobuf message one by one (https://protobuf.dev/programming-guides/encoding/); nothing is copied.</summary>
/// <param name="bytes">The message.</param>
/// <param name="path">The bundle, for errors.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes, string path)
{
    private const int Varint = 0;
    private const int LengthPrefixed = 2;

    private ReadOnlySpan<byte> remaining = bytes;
    private int wireType;

    /// <summary>The field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field, whose value has to be read before the one after it.</summary>
    /// <returns>False at the message's end.</returns>
    public bool Next()
    {
        if (remaining.IsEmpty)
        {
            return false;
        }

        ulong tag = ReadVarint();
        wireType = (int)(tag & 7);
        Field = tag is >= 8 and <= uint.MaxValue ? (int)(tag >> 3) : throw Malformed();
        return true;
    }

    /// <summary>The field as a whole number.</summary>
    public long ReadInteger() => wireType == Varint ? (long)ReadVarint() : throw Malformed();

    /// <summary>The field as bytes or text.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        if (wireType != LengthPrefixed)
        {
            throw Malformed();
        }

        ulong length = ReadVarint();
        if (length > (ulong)remaining.Length)
        {
            throw Malformed();
        }

        ReadOnlySpan<byte> value = remaining[..(int)length];
        remaining = remaining[(int)length..];
        return value;
    }

    /// <summary>The field as a message of its own.</summary>
    public ProtobufReader ReadMessage() => new(ReadBytes(), path);

    /// <summary>Passes over whole numbers, which may stand one by one or together.</summary>
    public void SkipIntegers()
    {
        if (wireType == Varint)
        {
            ReadInteger();
        }
        else
        {
            ReadBytes();
        }
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < Math.Min(10, remaining.Length); i++)
        {
            value |= (ulong)(remaining[i] & 0x7F) << (7 * i);
            if (remaining[i] < 0x80)
            {
                remaining = remaining[(i + 1)..];
                return value;
            }
        }

        throw Malformed();
    }

    private readonly ElboException Malformed() => BundleErrors.Corrupted(path, $"{BundleFormat.Model} is no whole ONNX graph");
}
