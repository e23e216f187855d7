using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Elbo.Onnx;

/// <content>Weights in each precision.</content>
public sealed partial class OnnxGraphBuilder
{
    // A protobuf message is smaller than 2 GiB; nodes and names need little of it.
    private const long MaxBytes = int.MaxValue - (1 << 20);

    /// <summary>A float32 constant.</summary>
    public OnnxValue FloatConstant(ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape)
    {
        RequireCapacity(numbers.Length, sizeof(float));
        return Initializer(OnnxType.Float, MemoryMarshal.AsBytes(numbers).ToArray(), shape);
    }

    /// <summary>Large weights in the graph's precision; each row, the numbers along the last axis, has its own scale.</summary>
    /// <exception cref="ElboException">The file would be too large, or a weight exceeds the precision's range.</exception>
    public OnnxValue WeightConstant(ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape) => precision switch
    {
        WeightPrecision.Float16 => Float16Weights(numbers, shape),
        WeightPrecision.Int8 => Int8Weights(numbers, shape),
        _ => FloatConstant(numbers, shape),
    };

    /// <summary>A tensor's values as large weights.</summary>
    /// <exception cref="ElboException">The file would be too large, or a weight exceeds the precision's range.</exception>
    public OnnxValue WeightConstant(torch.Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        RequireCapacityForWeights(values.numel());
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor onCpu = values.detach().cpu().contiguous();

        // A span of bytes is limited to 2 GiB, so larger float32 tensors are copied before they shrink.
        return precision == WeightPrecision.Float32
            ? WeightConstant(MemoryMarshal.Cast<byte, float>(onCpu.bytes), values.shape)
            : WeightConstant(onCpu.data<float>().ToArray(), values.shape);
    }

    /// <summary>A tensor's values as a float32 constant.</summary>
    public OnnxValue FloatConstant(torch.Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor onCpu = values.detach().cpu().contiguous();
        return FloatConstant(MemoryMarshal.Cast<byte, float>(onCpu.bytes), values.shape);
    }

    private OnnxValue Float16Weights(ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape)
    {
        RequireCapacityForWeights(numbers.Length);
        float largest = numbers.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(numbers));
        if (largest > (float)Half.MaxValue)
        {
            throw new ElboException(FormattableString.Invariant(
                $"a weight of the model is {largest:G3}, float16 holds at most {(float)Half.MaxValue:N0}; use --weight-precision float32 or int8"));
        }

        byte[] bytes = new byte[numbers.Length * 2];
        TensorPrimitives.ConvertToHalf(numbers, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return Cast(Initializer(OnnxType.Float16, bytes, shape), OnnxType.Float);
    }

    private OnnxValue Int8Weights(ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape)
    {
        RequireCapacityForWeights(numbers.Length);
        int width = (int)shape[^1];
        byte[] bytes = new byte[numbers.Length];
        float[] scales = new float[width == 0 ? 0 : numbers.Length / width];
        for (int row = 0; row < scales.Length; row++)
        {
            scales[row] = QuantizeRow(numbers.Slice(row * width, width), MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(row * width, width)));
        }

        OnnxValue whole = Cast(Initializer(OnnxType.Int8, bytes, shape), OnnxType.Float);
        return Multiply(whole, FloatConstant(scales, [.. shape[..^1], 1]));
    }

    /// <summary>Quantizes a row to -127..127 and returns its scale.</summary>
    private static float QuantizeRow(ReadOnlySpan<float> row, Span<sbyte> steps)
    {
        float step = Math.Abs(TensorPrimitives.MaxMagnitude(row)) / sbyte.MaxValue;
        for (int i = 0; i < row.Length && step > 0; i++)
        {
            steps[i] = (sbyte)Math.Clamp(MathF.Round(row[i] / step), -sbyte.MaxValue, sbyte.MaxValue);
        }

        return step;
    }

    /// <summary>Fails before weights are copied that a file cannot hold.</summary>
    private void RequireCapacityForWeights(long count) => RequireCapacity(count, precision switch
    {
        WeightPrecision.Float16 => 2,
        WeightPrecision.Int8 => sizeof(sbyte),
        _ => sizeof(float),
    });

    private void RequireCapacity(long count, int width)
    {
        long requiredBytes = weightBytes + (count * width);
        if (requiredBytes > MaxBytes)
        {
            string advice = precision switch
            {
                WeightPrecision.Float32 => "use --weight-precision float16 or int8, or train with fewer items",
                WeightPrecision.Float16 => "use --weight-precision int8, or train with fewer items",
                _ => "train with fewer items",
            };
            throw new ElboException(FormattableString.Invariant($"the model's weights take {requiredBytes / 1e9:F1} GB, an ONNX file holds 2.1; {advice}"));
        }
    }
}
