using Elbo.Onnx.Schema;
using TorchSharp;
using TorchSharp.Modules;

namespace Elbo.Onnx;

/// <content>The operators that models need; shapes as in NumPy.</content>
public sealed partial class OnnxGraphBuilder
{
    /// <summary>a + b.</summary>
    public OnnxValue Add(OnnxValue a, OnnxValue b) => Node("Add", [a, b]);

    /// <summary>a times b, number by number.</summary>
    public OnnxValue Multiply(OnnxValue a, OnnxValue b) => Node("Mul", [a, b]);

    /// <summary>a / b, number by number.</summary>
    public OnnxValue Divide(OnnxValue a, OnnxValue b) => Node("Div", [a, b]);

    /// <summary>The larger of a and b, number by number.</summary>
    public OnnxValue Max(OnnxValue a, OnnxValue b) => Node("Max", [a, b]);

    /// <summary>Square roots.</summary>
    public OnnxValue Sqrt(OnnxValue a) => Node("Sqrt", [a]);

    /// <summary>Hyperbolic tangents.</summary>
    public OnnxValue Tanh(OnnxValue a) => Node("Tanh", [a]);

    /// <summary>Where a is below b.</summary>
    public OnnxValue Less(OnnxValue a, OnnxValue b) => Node("Less", [a, b]);

    /// <summary>One value where a condition holds, another elsewhere.</summary>
    public OnnxValue Where(OnnxValue condition, OnnxValue then, OnnxValue otherwise) => Node("Where", [condition, then, otherwise]);

    /// <summary>Another element type.</summary>
    public OnnxValue Cast(OnnxValue a, OnnxType type) => Node("Cast", [a], IntAttribute("to", (long)type));

    /// <summary>The axes' sizes, int64.</summary>
    public OnnxValue Shape(OnnxValue a) => Node("Shape", [a]);

    /// <summary>0, 1, ... below a scalar.</summary>
    public OnnxValue Range(OnnxValue end) => Node("Range", [Int64Constant([0L]), end, Int64Constant([1L])]);

    /// <summary>Entries of an axis by index.</summary>
    public OnnxValue Gather(OnnxValue a, OnnxValue indices, int axis = 0) => Node("Gather", [a, indices], IntAttribute("axis", axis));

    /// <summary>Puts updates at the places of an axis that indices name.</summary>
    public OnnxValue ScatterElements(OnnxValue a, OnnxValue indices, OnnxValue updates, int axis) =>
        Node("ScatterElements", [a, indices, updates], IntAttribute("axis", axis));

    /// <summary>Spreads over a larger shape.</summary>
    public OnnxValue Expand(OnnxValue a, OnnxValue shape) => Node("Expand", [a, shape]);

    /// <summary>A new shape for the same numbers: 0 keeps an axis, -1 is what is left.</summary>
    public OnnxValue Reshape(OnnxValue a, params ReadOnlySpan<long> shape) => Node("Reshape", [a, Int64Constant(shape, shape.Length)]);

    /// <summary>A new axis of size 1.</summary>
    public OnnxValue Unsqueeze(OnnxValue a, int axis) => Node("Unsqueeze", [a, Int64Constant([axis], 1)]);

    /// <summary>Joins along an axis.</summary>
    public OnnxValue Concat(int axis, params ReadOnlySpan<OnnxValue> parts) => Node("Concat", parts, IntAttribute("axis", axis));

    /// <summary>Entries from start up to end of an axis.</summary>
    public OnnxValue Slice(OnnxValue a, int axis, long start, long end) => Node("Slice", [a, Int64Constant([start], 1), Int64Constant([end], 1), Int64Constant([axis], 1)]);

    /// <summary>Axes in another order.</summary>
    public OnnxValue Transpose(OnnxValue a, params long[] order) => Node("Transpose", [a], IntsAttribute("perm", order));

    /// <summary>Sums over an axis, which goes.</summary>
    public OnnxValue Sum(OnnxValue a, int axis) => Node("ReduceSum", [a, Int64Constant([axis], 1)], IntAttribute("keepdims", 0));

    /// <summary>x W^T + b, W output x input as torch's linear layers have it.</summary>
    public OnnxValue Linear(OnnxValue x, OnnxValue weight, OnnxValue bias) => Node("Gemm", [x, weight, bias], IntAttribute("transB", 1));

    /// <summary>A linear layer of torch, its first outputs alone where fewer are asked for.</summary>
    public OnnxValue Linear(OnnxValue x, Linear layer, int? outputs = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        using IDisposable scope = torch.NewDisposeScope();
        long kept = outputs ?? layer.weight.shape[0];
        return Linear(x, WeightConstant(layer.weight.narrow(0, 0, kept)), FloatConstant(layer.bias!.narrow(0, 0, kept)));
    }

    /// <summary>For each row of a batch the sum of the table's rows that its items name; what stands for no item adds nothing.</summary>
    /// <param name="table">items x width.</param>
    /// <param name="histories">The histories.</param>
    /// <returns>batch x width.</returns>
    public OnnxValue EmbeddingSum(torch.Tensor table, OnnxHistoryInputs histories) => Sum(EmbeddingLookup(table, histories), 1);

    /// <summary>The table's rows that items name, batch x length x width; zeros for what stands for no item.</summary>
    public OnnxValue EmbeddingLookup(torch.Tensor table, OnnxHistoryInputs histories)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(histories);
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradient = torch.no_grad();
        RequireCapacityForWeights(table.numel());
        torch.Tensor nothing = torch.zeros(1, table.shape[1]);
        return Gather(WeightConstant(torch.cat([table.detach().cpu(), nothing])), histories.Items);
    }

    /// <summary>The k largest of the last axis, falling: values and int64 indices.</summary>
    public (OnnxValue Values, OnnxValue Indices) TopK(OnnxValue a, OnnxValue k)
    {
        OnnxValue[] both = Nodes("TopK", 2, [a, k], IntAttribute("axis", -1), IntAttribute("largest", 1), IntAttribute("sorted", 1));
        return (both[0], both[1]);
    }

    /// <summary>The state of a GRU after the last step of each row (Cho et al. 2014, with the reset gate after the recurrent product).</summary>
    /// <param name="x">length x batch x input size.</param>
    /// <param name="weight">1 x 3 hidden x input size; gates update, reset, candidate.</param>
    /// <param name="recurrence">1 x 3 hidden x hidden.</param>
    /// <param name="bias">1 x 6 hidden: those of the input, then of the recurrence.</param>
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
