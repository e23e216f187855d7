namespace Elbo.Inference.Bundles;

/// <summary>A node of a graph: its operator and the names of its values.</summary>
internal sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);

/// <summary>
/// Bounds how much larger than its inputs and weights a graph can make a value. Sizes may be constants or taken from shapes and rearranged,
/// but not computed: a product of constants as the size of a Range would exhaust the memory as early as during loading, when ONNX Runtime
/// folds constants.
/// </summary>
/// <param name="constants">For each integer constant an upper bound of the product of its numbers.</param>
/// <param name="limit">The largest factor.</param>
internal sealed class OnnxGraphGrowth(IReadOnlyDictionary<string, double> constants, double limit)
{
    private readonly Dictionary<string, double> sizes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> growths = new(StringComparer.Ordinal);

    /// <summary>The first operator whose output has a computed size, or grows beyond the limit; null if there is none.</summary>
    public string? FindExcess(IEnumerable<OnnxNode> nodes)
    {
        foreach (OnnxNode node in nodes)
        {
            double growth = GrowthOf(node);
            if (node.Operator is "Range" or "Expand" && !(growth <= limit))
            {
                return node.Operator;
            }

            double size = SizeOf(node);
            foreach (string output in node.Outputs)
            {
                growths[output] = growth;
                sizes[output] = size;
            }
        }

        return null;
    }

    // An upper bound of the output's number of values, as a multiple of that of inputs and weights.
    private double GrowthOf(OnnxNode node) => node.Operator switch
    {
        "Range" => node.Inputs.Max(Size),
        "Expand" => Growth(node, 0) * Size(node, 1),
        "Concat" => node.Inputs.Sum(Growth),
        "Shape" => 1,
        "ScatterElements" or "Slice" or "TopK" or "Reshape" or "Cast" or "Unsqueeze" => Growth(node, 0),
        _ => node.Inputs.Aggregate(1.0, (product, input) => product * Growth(input)),
    };

    // An upper bound of the product of the output's values where it may be used as a shape; infinite where it is computed.
    private double SizeOf(OnnxNode node) => node.Operator switch
    {
        "Shape" => Growth(node, 0),
        "Gather" or "Slice" or "Unsqueeze" or "Identity" or "Reshape" => Size(node, 0),
        "Concat" => node.Inputs.Aggregate(1.0, (product, input) => product * Size(input)),
        _ => double.PositiveInfinity,
    };

    private double Size(OnnxNode node, int input) => input < node.Inputs.Count ? Size(node.Inputs[input]) : double.PositiveInfinity;

    private double Growth(OnnxNode node, int input) => input < node.Inputs.Count ? Growth(node.Inputs[input]) : 1;

    private double Size(string name) =>
        constants.TryGetValue(name, out double constant) ? constant : sizes.GetValueOrDefault(name, double.PositiveInfinity);

    private double Growth(string name) => growths.GetValueOrDefault(name, 1);
}
