namespace Elbo.Inference.Bundles;

/// <summary>A declared input or output of a graph.</summary>
internal sealed class GraphValueInfo
{
    private const int Float32 = 1;
    private const int Int64 = 7;

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its element type, an ONNX TensorProto.DataType value.</summary>
    public long Type { get; set; }

    /// <summary>The sizes of its axes; -1 for a dynamic one.</summary>
    public List<long> Axes { get; } = [];

    /// <summary>For example "int64 items[*, *]".</summary>
    public override string ToString()
    {
        string type = Type switch { Float32 => "float32", Int64 => "int64", _ => $"type {Type}" };
        return $"{type} {Name}[{string.Join(", ", Axes.Select(size => size < 0 ? "*" : $"{size}"))}]";
    }
}
