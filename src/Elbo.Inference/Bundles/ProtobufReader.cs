namespace Elbo.Inference.Bundles;

/// <summary>Reads the fields of a protobuf message one by one, without copying (https://protobuf.dev/programming-guides/encoding/).</summary>
/// <param name="bytes">The message.</param>
/// <param name="path">Path of the bundle, for errors.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes, string path)
{
    private const int Varint = 0;
    private const int LengthPrefixed = 2;
    private const int FixedFourBytes = 5;

    private ReadOnlySpan<byte> remaining = bytes;
    private int wireType;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Moves to the next field; its value must be read before the next call.</summary>
    /// <returns>False at the end of the message.</returns>
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

    /// <summary>Reads the field as an integer.</summary>
    public long ReadInteger() => wireType == Varint ? (long)ReadVarint() : throw Malformed();

    /// <summary>Reads the field as bytes or text.</summary>
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

    /// <summary>Reads the field as a message.</summary>
    public ProtobufReader ReadMessage() => new(ReadBytes(), path);

    /// <summary>Skips integers, packed or not.</summary>
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

    /// <summary>Skips a float.</summary>
    public void SkipFloat() => remaining = wireType == FixedFourBytes && remaining.Length >= sizeof(float) ? remaining[sizeof(float)..] : throw Malformed();

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

    private readonly ElboException Malformed() => BundleErrors.Corrupted(path, $"{BundleFormat.Model} is not a valid ONNX graph");
}
