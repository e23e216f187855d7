using System.Runtime.InteropServices;
using Elbo.Onnx.Schema;
using Google.Protobuf;

namespace Elbo.Onnx;

/// <summary>Builds an ONNX graph, node by node. Operators are those of opset 17 (https://onnx.ai/onnx/operators/).</summary>
/// <param name="precision">Precision of large weights.</param>
public sealed partial class OnnxGraphBuilder(WeightPrecision precision)
{
    // ONNX Runtime 1.13 and later read these versions.
    private const int Opset = 17;
    private const int IrVersion = 8;

    private readonly GraphProto graph = new() { Name = "elbo" };
    private int valueCount;
    private long weightBytes;

    /// <summary>Serializes the graph as an ONNX file.</summary>
    public byte[] ToBytes()
    {
        ModelProto model = new() { IrVersion = IrVersion, ProducerName = "Elbo", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return model.ToByteArray();
    }

    /// <summary>Declares an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">Its axes: a name for a dynamic size, a number for a fixed one.</param>
    public OnnxValue Input(string name, OnnxType type, params ReadOnlySpan<string> shape)
    {
        graph.Input.Add(ValueInfo(name, type, shape));
        return new OnnxValue(name);
    }

    /// <summary>Declares a value as a named output.</summary>
    public void Output(OnnxValue value, string name, OnnxType type, params ReadOnlySpan<string> shape)
    {
        NodeProto node = new() { OpType = "Identity" };
        node.Input.Add(value.Name);
        node.Output.Add(name);
        graph.Node.Add(node);
        graph.Output.Add(ValueInfo(name, type, shape));
    }

    /// <summary>An int64 constant.</summary>
    public OnnxValue Int64Constant(ReadOnlySpan<long> numbers, params ReadOnlySpan<long> shape) => Initializer(OnnxType.Int64, MemoryMarshal.AsBytes(numbers).ToArray(), shape);

    /// <summary>An int32 constant.</summary>
    public OnnxValue Int32Constant(ReadOnlySpan<int> numbers, params ReadOnlySpan<long> shape) => Initializer(OnnxType.Int32, MemoryMarshal.AsBytes(numbers).ToArray(), shape);

    /// <summary>Adds a node with one output.</summary>
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

    /// <summary>Adds a constant and takes ownership of its bytes.</summary>
    private OnnxValue Initializer(OnnxType type, byte[] bytes, ReadOnlySpan<long> shape)
    {
        weightBytes += bytes.Length;
        TensorProto tensor = new() { Name = NextName(), DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        foreach (long length in shape)
        {
            tensor.Dims.Add(length);
        }

        graph.Initializer.Add(tensor);
        return new OnnxValue(tensor.Name);
    }

    private string NextName() => FormattableString.Invariant($"v{valueCount++}");

    private static ValueInfoProto ValueInfo(string name, OnnxType type, ReadOnlySpan<string> shape)
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

/// <summary>A value of an <see cref="OnnxGraphBuilder"/> under construction.</summary>
/// <param name="Name">Its name in the graph.</param>
public readonly record struct OnnxValue(string Name);

/// <summary>The graph's inputs that hold the histories to score.</summary>
/// <param name="Items">int64 [batch, length]: item indices, oldest first; padded with the item count.</param>
/// <param name="Lengths">int64 [batch]: how many items each row has.</param>
/// <param name="ItemCount">Number of items.</param>
/// <param name="Times">int64 [batch, length]: the time of each item, 0 if unknown; null for a model that does not use times.</param>
public sealed record OnnxHistoryInputs(OnnxValue Items, OnnxValue Lengths, int ItemCount, OnnxValue? Times = null);
