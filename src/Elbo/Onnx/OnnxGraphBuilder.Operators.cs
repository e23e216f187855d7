using Elbo.Onnx.Schema;
using TorchSharp;
using TorchSharp.Modules;

namespace Elbo.Onnx;

/// <content>The operators that models need; shapes as in NumPy.</content>
public sealed partial class OnnxGraphBuilder
{
    /// <summary>a + b.</summary>
    public OnnxValue Add(OnnxValue a, OnnxValue b) => Node("Add", [a, b]);

    /// <summary>a times b, elementwise.</summary>
    public OnnxValue Multiply(OnnxValue a, OnnxValue b) => Node("Mul", [a, b]);

    /// <summary>a / b, elementwise.</summary>
    public OnnxValue Divide(OnnxValue a, OnnxValue b) => Node("Div", [a, b]);

    /// <summary>The larger of a and b, elementwise.</summary>
    public OnnxValue Max(OnnxValue a, OnnxValue b) => Node("Max", [a, b]);

    /// <summary>Square roots.</summary>
    public OnnxValue Sqrt(OnnxValue a) => Node("Sqrt", [a]);

    /// <summary>Hyperbolic tangents.</summary>
    public OnnxValue Tanh(OnnxValue a) => Node("Tanh", [a]);

    /// <summary>True where a is less than b.</summary>
    public OnnxValue Less(OnnxValue a, OnnxValue b) => Node("Less", [a, b]);

    /// <summary>One value where the condition is true, another where it is false.</summary>
    public OnnxValue Where(OnnxValue condition, OnnxValue then, OnnxValue otherwise) => Node("Where", [condition, then, otherwise]);

    /// <summary>Converts to another element type.</summary>
    public OnnxValue Cast(OnnxValue a, OnnxType type) => Node("Cast", [a], IntAttribute("to", (long)type));

    /// <summary>The shape, int64.</summary>
    public OnnxValue Shape(OnnxValue a) => Node("Shape", [a]);

    /// <summary>The integers from 0 up to, but not including, a scalar.</summary>
    public OnnxValue Range(OnnxValue end) => Node("Range", [Int64Constant([0L]), end, Int64Constant([1L])]);

    /// <summary>Selects entries of an axis by index.</summary>
    public OnnxValue Gather(OnnxValue a, OnnxValue indices, int axis = 0) => Node("Gather", [a, indices], IntAttribute("axis", axis));

    /// <summary>Writes updates at the given indices of an axis.</summary>
    public OnnxValue ScatterElements(OnnxValue a, OnnxValue indices, OnnxValue updates, int axis) =>
        Node("ScatterElements", [a, indices, updates], IntAttribute("axis", axis));

    /// <summary>Broadcasts to a larger shape.</summary>
    public OnnxValue Expand(OnnxValue a, OnnxValue shape) => Node("Expand", [a, shape]);

    /// <summary>Reshapes: 0 keeps an axis, -1 is inferred.</summary>
    public OnnxValue Reshape(OnnxValue a, params ReadOnlySpan<long> shape) => Node("Reshape", [a, Int64Constant(shape, shape.Length)]);

    /// <summary>Inserts an axis of size 1.</summary>
    public OnnxValue Unsqueeze(OnnxValue a, int axis) => Node("Unsqueeze", [a, Int64Constant([axis], 1)]);

    /// <summary>Concatenates along an axis.</summary>
    public OnnxValue Concat(int axis, params ReadOnlySpan<OnnxValue> parts) => Node("Concat", parts, IntAttribute("axis", axis));

    /// <summary>Entries from start up to end of an axis.</summary>
    public OnnxValue Slice(OnnxValue a, int axis, long start, long end) => Node("Slice", [a, Int64Constant([start], 1), Int64Constant([end], 1), Int64Constant([axis], 1)]);

    /// <summary>Permutes the axes.</summary>
    public OnnxValue Transpose(OnnxValue a, params long[] order) => Node("Transpose", [a], IntsAttribute("perm", order));

    /// <summary>Sums over an axis and removes it.</summary>
    public OnnxValue Sum(OnnxValue a, int axis) => Node("ReduceSum", [a, Int64Constant([axis], 1)], IntAttribute("keepdims", 0));

    /// <summary>x W^T + b, with W output x input as in torch's linear layers.</summary>
    public OnnxValue Linear(OnnxValue x, OnnxValue weight, OnnxValue bias) => Node("Gemm", [x, weight, bias], IntAttribute("transB", 1));

    /// <summary>A torch linear layer, optionally limited to its first outputs.</summary>
    public OnnxValue Linear(OnnxValue x, Linear layer, int? outputs = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        using IDisposable scope = torch.NewDisposeScope();
        long kept = outputs ?? layer.weight.shape[0];
        return Linear(x, WeightConstant(layer.weight.narrow(0, 0, kept)), FloatConstant(layer.bias!.narrow(0, 0, kept)));
    }

    /// <summary>For each history, the sum of its items' rows of the table; padding adds nothing.</summary>
    /// <param name="table">items x width.</param>
    /// <param name="histories">The histories.</param>
    /// <returns>batch x width.</returns>
    public OnnxValue EmbeddingSum(torch.Tensor table, OnnxHistoryInputs histories) => Sum(EmbeddingLookup(table, histories), 1);

    /// <summary>The table's rows of the histories' items, batch x length x width; zeros for padding.</summary>
    public OnnxValue EmbeddingLookup(torch.Tensor table, OnnxHistoryInputs histories)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(histories);
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradient = torch.no_grad();
        RequireCapacityForWeights(table.numel());
        torch.Tensor paddingRow = torch.zeros(1, table.shape[1]);
        return Gather(WeightConstant(torch.cat([table.detach().cpu(), paddingRow])), histories.Items);
    }

    /// <summary>The k largest of the last axis in descending order: values and int64 indices.</summary>
    public (OnnxValue Values, OnnxValue Indices) TopK(OnnxValue a, OnnxValue k)
    {
        OnnxValue[] outputs = Nodes("TopK", 2, [a, k], IntAttribute("axis", -1), IntAttribute("largest", 1), IntAttribute("sorted", 1));
        return (outputs[0], outputs[1]);
    }

    /// <summary>The state of a GRU after the last step of each row (Cho et al. 2014, with the reset gate after the recurrent matrix product).</summary>
    /// <param name="x">length x batch x input size.</param>
    /// <param name="weight">1 x 3 hidden x input size; gates update, reset, candidate.</param>
    /// <param name="recurrence">1 x 3 hidden x hidden.</param>
    /// <param name="bias">1 x 6 hidden: the input's bias, then the recurrence's.</param>
    /// <param name="lengths">int32 [batch].</param>
    /// <param name="hiddenSize">Size of the state.</param>
    /// <returns>batch x hidden.</returns>
    public OnnxValue LastGruState(OnnxValue x, OnnxValue weight, OnnxValue recurrence, OnnxValue bias, OnnxValue lengths, int hiddenSize)
    {
        OnnxValue[] outputs = Nodes(
            "GRU", 2, [x, weight, recurrence, bias, lengths], IntAttribute("hidden_size", hiddenSize), IntAttribute("linear_before_reset", 1));
        return Reshape(outputs[1], -1, hiddenSize);
    }

    private static AttributeProto IntAttribute(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto IntsAttribute(string name, long[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }
}
