using System.Buffers.Binary;
using System.Text;

namespace Elbo.Inference.Bundles;

/// <summary>
/// Looks through a graph before ONNX Runtime does. A graph can name other files for its weights and operators of foreign libraries;
/// a bundle's may not. Allowed are the fields of the ONNX schema (https://onnx.ai/onnx/repo-docs/IR.html) that Elbo writes, and no
/// more: thus no external data, functions, graphs within graphs, or training. Depth is bounded, for no allowed message holds its own kind.
/// </summary>
internal sealed class GraphScan
{
    // Far above what a model needs; ONNX Runtime's optimisations take time that grows with the graph.
    private const int MaxNodes = 10_000;
    private const int MaxAxes = 8;
    private const int MaxName = 64;
    private const int Int32 = 6;
    private const int Int64 = 7;

    // Whole numbers among the weights are axes, sizes and items; a larger one would make a run fill the memory.
    private const long LeastMaxNumber = 1 << 16;

    private readonly string path;
    private readonly long maxNumber;
    private readonly List<GraphDeclaration> inputs = [];
    private readonly List<GraphDeclaration> outputs = [];
    private int nodes;

    private GraphScan(int itemCount, string path)
    {
        this.path = path;
        maxNumber = Math.Max(itemCount + 1L, LeastMaxNumber);
    }

    /// <summary>Checks a graph.</summary>
    /// <param name="graph">The bytes of model.onnx.</param>
    /// <param name="itemCount">How many items the manifest names.</param>
    /// <param name="path">The bundle.</param>
    /// <exception cref="ElboException">It is no graph, has something that Elbo does not write, or other inputs and outputs than a bundle's.</exception>
    public static void Check(ReadOnlySpan<byte> graph, int itemCount, string path)
    {
        GraphScan scan = new(itemCount, path);
        scan.Model(new WireReader(graph, path));
        scan.CheckDeclarations("inputs", scan.inputs, [
            $"int64 {BundleFormat.Graph.Items}[*, *]",
            $"int64 {BundleFormat.Graph.Lengths}[*]",
            $"int64 {BundleFormat.Graph.Excluded}[*, *]",
            $"int64 {BundleFormat.Graph.K}[1]"]);
        scan.CheckDeclarations("outputs", scan.outputs, [
            $"float32 {BundleFormat.Graph.Scores}[*, {itemCount}]",
            $"float32 {BundleFormat.Graph.TopScores}[*, *]",
            $"int64 {BundleFormat.Graph.TopItems}[*, *]"]);
    }

    private void Model(WireReader model)
    {
        while (model.Next())
        {
            switch (model.Field)
            {
                case 1: model.Number(); break; // ir_version
                case 2 or 3: model.Bytes(); break; // producer's name and version
                case 7: Graph(model.Message()); break;
                case 8: OperatorSet(model.Message()); break;
                case 25: throw Refused("defines functions of its own");
                default: throw Unknown("the model", model.Field);
            }
        }
    }

    private void OperatorSet(WireReader set)
    {
        while (set.Next())
        {
            switch (set.Field)
            {
                case 1: CheckDomain(set.Bytes()); break;
                case 2: set.Number(); break; // version
                default: throw Unknown("an operator set", set.Field);
            }
        }
    }

    private void Graph(WireReader graph)
    {
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1: Node(graph.Message()); break;
                case 2 or 10: graph.Bytes(); break; // name, doc_string
                case 5: Tensor(graph.Message()); break;
                case 11: Declaration(graph.Message(), inputs); break;
                case 12: Declaration(graph.Message(), outputs); break;
                default: throw Unknown("the graph", graph.Field);
            }
        }
    }

    private void Node(WireReader node)
    {
        Count();
        string? type = null;
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1 or 2 or 3: node.Bytes(); break; // inputs, outputs, name
                case 4: type = CheckOperator(Text(node.Bytes())); break;
                case 5: Attribute(node.Message()); break;
                case 7: CheckDomain(node.Bytes()); break;
                default: throw Unknown("a node", node.Field);
            }
        }

        _ = type ?? throw Refused("has a node without an operator");
    }

    private void Attribute(WireReader attribute)
    {
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 1: attribute.Bytes(); break; // name
                case 3 or 20: attribute.Number(); break; // i, type
                case 8: attribute.SkipNumbers(); break; // ints
                case 6 or 11: throw Refused("holds a graph within a node");
                default: throw Unknown("an attribute", attribute.Field);
            }
        }
    }

    private void Tensor(WireReader tensor)
    {
        Count();
        long type = 0;
        ReadOnlySpan<byte> numbers = [];
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 1: tensor.SkipNumbers(); break; // dims
                case 2: type = tensor.Number(); break; // data_type
                case 8: tensor.Bytes(); break; // name
                case 9: numbers = tensor.Bytes(); break; // raw_data
                case 13 or 14: throw Refused("names another file for its weights");
                default: throw Unknown("a tensor", tensor.Field);
            }
        }

        CheckNumbers(type, numbers);
    }

    private void CheckNumbers(long type, ReadOnlySpan<byte> numbers)
    {
        int size = type switch { Int32 => sizeof(int), Int64 => sizeof(long), _ => int.MaxValue };
        for (; numbers.Length >= size; numbers = numbers[size..])
        {
            long number = size == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(numbers) : BinaryPrimitives.ReadInt64LittleEndian(numbers);
            if (number < -1 || number > maxNumber)
            {
                throw Refused(FormattableString.Invariant($"has the whole number {number} among its weights"));
            }
        }
    }

    // Where protobuf meets a field for the second time, numbers and texts are replaced, messages and lists go on; so it is here.
    private void Declaration(WireReader value, List<GraphDeclaration> declarations)
    {
        Count();
        GraphDeclaration declaration = new();
        declarations.Add(declaration);
        while (value.Next())
        {
            switch (value.Field)
            {
                case 1: declaration.Name = Text(value.Bytes()); break;
                case 2: Type(value.Message(), declaration); break;
                default: throw Unknown("an input or output", value.Field);
            }
        }
    }

    private void Type(WireReader type, GraphDeclaration declaration)
    {
        while (type.Next())
        {
            WireReader tensor = type.Field == 1 ? type.Message() : throw Unknown("a type", type.Field);
            while (tensor.Next())
            {
                switch (tensor.Field)
                {
                    case 1: declaration.Type = tensor.Number(); break;
                    case 2: Shape(tensor.Message(), declaration); break;
                    default: throw Unknown("a tensor's type", tensor.Field);
                }
            }
        }
    }

    private void Shape(WireReader shape, GraphDeclaration declaration)
    {
        while (shape.Next())
        {
            WireReader axis = shape.Field == 1 && declaration.Axes.Count < MaxAxes ? shape.Message() : throw Unknown("a shape", shape.Field);
            long size = -1;
            while (axis.Next())
            {
                switch (axis.Field)
                {
                    case 1: size = axis.Number(); break;
                    case 2: axis.Bytes(); size = -1; break; // the name of a free axis
                    default: throw Unknown("an axis", axis.Field);
                }
            }

            declaration.Axes.Add(size);
        }
    }

    private void CheckDeclarations(string kind, List<GraphDeclaration> declared, string[] expected)
    {
        string[] found = [.. declared.Take(MaxAxes).Select(value => value.ToString())];
        if (!found.SequenceEqual(expected, StringComparer.Ordinal))
        {
            throw BundleError.Damaged(path, $"{BundleFormat.Model} has the {kind} {string.Join(", ", found)}; expected are {string.Join(", ", expected)}");
        }
    }

    private string CheckOperator(string type) =>
        AllowedOperators.Names.Contains(type) ? type : throw Refused($"uses the operator '{type}'");

    private void CheckDomain(ReadOnlySpan<byte> domain)
    {
        if (!domain.IsEmpty)
        {
            throw Refused($"uses operators of the domain '{Text(domain)}'");
        }
    }

    private void Count()
    {
        if (++nodes > MaxNodes)
        {
            throw Refused($"has more than {MaxNodes} nodes and weights");
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => BundleError.Clean(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxName)]));

    private ElboException Unknown(string where, int field) => Refused($"has the field {field} in {where}");

    private ElboException Refused(string finding) =>
        new($"{path}: {BundleFormat.Model} {finding}, which graphs of this version of Elbo do not; give a bundle that 'elbo export' wrote, or update Elbo");
}
