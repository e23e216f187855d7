using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Elbo.Onnx.Schema;
using Google.Protobuf;
using TorchSharp;

namespace Elbo.Onnx;

/// <summary>Builds an ONNX graph, node by node. Operators are those of opset 17 (https://onnx.ai/onnx/operators/).</summary>
/// <param name="precision">How large weights are kept.</param>
public sealed partial class OnnxGraph(WeightPrecision precision)
{
    // The versions that ONNX Runtime 1.13 and later read.
    private const int Opset = 17;
    private const int IrVersion = 8;

    // A MiB is left for what is no weight.
    private const int LargestSize = int.MaxValue - (1 << 20);

    private readonly GraphProto graph = new() { Name = "elbo" };
    private int values;

    /// <summary>The graph as a file's bytes.</summary>
    /// <exception cref="ElboException">It would be larger than the 2 GiB that the format allows.</exception>
    public byte[] ToBytes()
    {
        ModelProto model = new() { IrVersion = IrVersion, ProducerName = "Elbo", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        long size = graph.Initializer.Sum(tensor => (long)tensor.RawData.Length);
        return size < LargestSize ? model.ToByteArray() : throw TooLarge(size);
    }

    /// <summary>Declares an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">Its axes: a name for a free size, a number for a fixed one.</param>
    public OnnxValue Input(string name, OnnxType type, params ReadOnlySpan<string> shape)
    {
        graph.Input.Add(Declaration(name, type, shape));
        return new OnnxValue(name);
    }

    /// <summary>Makes a value an output under a name of its own.</summary>
    public void Output(OnnxValue value, string name, OnnxType type, params ReadOnlySpan<string> shape)
    {
        NodeProto node = new() { OpType = "Identity" };
        node.Input.Add(value.Name);
        node.Output.Add(name);
        graph.Node.Add(node);
        graph.Output.Add(Declaration(name, type, shape));
    }

    /// <summary>Whole numbers as a constant.</summary>
    public OnnxValue Integers(ReadOnlySpan<long> numbers, params ReadOnlySpan<long> shape) => Initializer(OnnxType.Int64, Bytes(numbers), shape);

    /// <summary>Whole numbers of 32 bits as a constant.</summary>
    public OnnxValue ShortIntegers(ReadOnlySpan<int> numbers, params ReadOnlySpan<long> shape) => Initializer(OnnxType.Int32, Bytes(numbers), shape);

    /// <summary>Numbers as a constant, kept as they are.</summary>
    public OnnxValue Floats(ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape) => Initializer(OnnxType.Float, Bytes(numbers), shape);

    /// <summary>Large weights, kept in the graph's precision; rows of the first axis are scaled by themselves.</summary>
    public OnnxValue Weights(ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape) => precision switch
    {
        WeightPrecision.Float16 => HalfWeights(numbers, shape),
        WeightPrecision.Int8 => ByteWeights(numbers, shape),
        _ => Floats(numbers, shape),
    };

    /// <summary>A tensor's values as large weights.</summary>
    public OnnxValue Weights(torch.Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Weights(Copy(values), values.shape);
    }

    /// <summary>A tensor's values, kept as they are.</summary>
    public OnnxValue Floats(torch.Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Floats(Copy(values), values.shape);
    }

    private static float[] Copy(torch.Tensor values)
    {
        using IDisposable scope = torch.NewDisposeScope();
        return values.detach().cpu().contiguous().data<float>().ToArray();
    }

    private static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        long size = (long)numbers.Length * Unsafe.SizeOf<T>();
        return size < LargestSize ? MemoryMarshal.AsBytes(numbers) : throw TooLarge(size);
    }

    private static ElboException TooLarge(long size) =>
        new(FormattableString.Invariant($"the model's weights take {size / 1e9:F1} GB, an ONNX file holds 2.1; take --weights float16 or int8, or train with fewer items"));

    /// <summary>A node with one output.</summary>
    private OnnxValue Node(string type, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes) => Nodes(type, 1, inputs, attributes)[0];

    private OnnxValue[] Nodes(string type, int outputs, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        NodeProto node = new() { OpType = type };
        foreach (OnnxValue input in inputs)
        {
            node.Input.Add(input.Name);
        }

        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        OnnxValue[] named = [.. Enumerable.Range(0, outputs).Select(_ => new OnnxValue(NextName()))];
        node.Output.AddRange(named.Select(value => value.Name));
        graph.Node.Add(node);
        return named;
    }

    private OnnxValue Initializer(OnnxType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        TensorProto tensor = new() { Name = NextName(), DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        foreach (long size in shape)
        {
            tensor.Dims.Add(size);
        }

        graph.Initializer.Add(tensor);
        return new OnnxValue(tensor.Name);
    }

    private OnnxValue HalfWeights(ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape)
    {
        Half[] halves = new Half[numbers.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(numbers, halves);
        return Cast(Initializer(OnnxType.Float16, Bytes<Half>(halves), shape), OnnxType.Float);
    }

    private OnnxValue ByteWeights(ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape)
    {
        int rows = (int)shape[0];
        int width = rows == 0 ? 0 : numbers.Length / rows;
        sbyte[] bytes = new sbyte[numbers.Length];
        float[] scales = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> own = numbers.Slice(row * width, width);
            float largest = width == 0 ? 0 : System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(own);
            scales[row] = Math.Abs(largest) / sbyte.MaxValue;
            for (int i = 0; i < width; i++)
            {
                bytes[(row * width) + i] = scales[row] == 0 ? (sbyte)0 : (sbyte)MathF.Round(own[i] / scales[row]);
            }
        }

        long[] scaleShape = [rows, .. Enumerable.Repeat(1L, shape.Length - 1)];
        OnnxValue whole = Cast(Initializer(OnnxType.Int8, Bytes<sbyte>(bytes), shape), OnnxType.Float);
        return Multiply(whole, Floats(scales, scaleShape));
    }

    private string NextName() => FormattableString.Invariant($"v{values++}");

    private static ValueInfoProto Declaration(string name, OnnxType type, ReadOnlySpan<string> shape)
    {
        TensorShapeProto axes = new();
        foreach (string axis in shape)
        {
            axes.Dim.Add(long.TryParse(axis, out long size)
                ? new TensorShapeProto.Types.Dimension { DimValue = size }
                : new TensorShapeProto.Types.Dimension { DimParam = axis });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = axes } } };
    }
}
