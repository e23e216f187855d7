using System.Globalization;
using System.Runtime.InteropServices;

namespace Elbo.IO;

/// <summary>A tensor's elements as stored in a file: little-endian, row-major.</summary>
/// <remarks>At most 2^31 - 1 bytes; requires a little-endian machine.</remarks>
internal sealed record TensorData
{
    private static readonly Dictionary<string, int> Sizes = new(StringComparer.Ordinal)
    {
        ["F32"] = 4,
        ["F64"] = 8,
        ["I32"] = 4,
        ["I64"] = 8,
        ["U8"] = 1,
    };

    /// <summary>Wraps bytes, which must not be changed afterwards.</summary>
    /// <param name="dtype">"F32", "F64", "I32", "I64" or "U8".</param>
    /// <param name="shape">The lengths of its dimensions; none for a scalar.</param>
    /// <param name="bytes">As many bytes as the shape times the size of an element.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match dtype and shape.</exception>
    public TensorData(string dtype, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (ByteCount(dtype, shape) != bytes.Length)
        {
            throw new ArgumentException($"{bytes.Length} bytes do not fill {dtype} of shape {FormatShape(shape)}", nameof(bytes));
        }

        DType = dtype;
        Shape = shape;
        Bytes = bytes;
    }

    /// <summary>The element type: "F32", "F64", "I32", "I64" or "U8".</summary>
    public string DType { get; }

    /// <summary>The lengths of its dimensions; none for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements, little-endian, row-major.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Wraps an array without a copy; it must not be changed while the tensor is in use.</summary>
    /// <exception cref="ArgumentException">The shape does not match the array, or the element type has no dtype.</exception>
    public static TensorData From<T>(T[] values, params IReadOnlyList<long> shape)
        where T : unmanaged
    {
        string dtype = DTypeOf<T>() ?? throw new ArgumentException($"{typeof(T).Name} has no dtype", nameof(values));
        return new TensorData(dtype, shape, new ByteView<T>(values).Memory);
    }

    /// <summary>A copy of the elements.</summary>
    /// <typeparam name="T">float for F32, double for F64, int for I32, long for I64, byte for U8.</typeparam>
    /// <exception cref="InvalidOperationException">The elements have another type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged => DTypeOf<T>() == DType
            ? MemoryMarshal.Cast<byte, T>(Bytes.Span).ToArray()
            : throw new InvalidOperationException($"the elements are {DType}, not {typeof(T).Name}");

    /// <summary>The size of one element in bytes, or null for an unknown dtype.</summary>
    internal static int? SizeOf(string dtype) => Sizes.TryGetValue(dtype, out int size) ? size : null;

    /// <summary>The number of bytes of a shape, or null for an unknown dtype, a negative length or too large a product.</summary>
    internal static long? ByteCount(string dtype, IReadOnlyList<long> shape)
    {
        if (SizeOf(dtype) is not int size || shape.Any(length => length < 0))
        {
            return null;
        }

        Int128 count = size;
        foreach (long length in shape)
        {
            count *= length;
            if (count > long.MaxValue)
            {
                return null;
            }
        }

        return (long)count;
    }

    /// <summary>A shape as "[2, 3]".</summary>
    internal static string FormatShape(IEnumerable<long> shape) =>
        $"[{string.Join(", ", shape.Select(length => length.ToString(CultureInfo.InvariantCulture)))}]";

    private static string? DTypeOf<T>() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Single => "F32",
        TypeCode.Double => "F64",
        TypeCode.Int32 => "I32",
        TypeCode.Int64 => "I64",
        TypeCode.Byte => "U8",
        _ => null,
    };
}
