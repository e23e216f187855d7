namespace Elbo.Inference.Bundles;

/// <summary>Reads the fields of a protobuf message one by one (https://protobuf.dev/programming-guides/encoding/); nothing is copied.</summary>
/// <param name="bytes">The message.</param>
/// <param name="path">The bundle, for errors.</param>
internal ref struct WireReader(ReadOnlySpan<byte> bytes, string path)
{
    private const int Varint = 0;
    private const int LengthPrefixed = 2;

    private ReadOnlySpan<byte> rest = bytes;
    private int wireType;

    /// <summary>The field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field, whose value has to be read before the one after it.</summary>
    /// <returns>False at the message's end.</returns>
    public bool Next()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        ulong tag = ReadVarint();
        wireType = (int)(tag & 7);
        Field = tag is >= 8 and <= uint.MaxValue ? (int)(tag >> 3) : throw Broken();
        return true;
    }

    /// <summary>The field as a whole number.</summary>
    public long Number() => wireType == Varint ? (long)ReadVarint() : throw Broken();

    /// <summary>The field as bytes or text.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        if (wireType != LengthPrefixed)
        {
            throw Broken();
        }

        ulong length = ReadVarint();
        if (length > (ulong)rest.Length)
        {
            throw Broken();
        }

        ReadOnlySpan<byte> value = rest[..(int)length];
        rest = rest[(int)length..];
        return value;
    }

    /// <summary>The field as a message of its own.</summary>
    public WireReader Message() => new(Bytes(), path);

    /// <summary>Passes over whole numbers, which may stand one by one or together.</summary>
    public void SkipNumbers()
    {
        if (wireType == Varint)
        {
            Number();
        }
        else
        {
            Bytes();
        }
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < Math.Min(10, rest.Length); i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }

        throw Broken();
    }

    private readonly ElboException Broken() => BundleError.Damaged(path, $"{BundleFormat.Model} is no whole ONNX graph");
}
