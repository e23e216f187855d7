using System.Buffers.Binary;
using System.Text;

namespace Elbo.Inference.Bundles;

/// <summary>
/// Validates a graph before ONNX Runtime reads it. ONNX graphs can refer to external weight files and custom operator libraries; those of
/// bundles must not. Only the fields of the ONNX schema (https://onnx.ai/onnx/repo-docs/IR.html) that Elbo writes are allowed, so there is
/// no external data, function, nested graph or training information. Depth is bounded: no allowed message contains its own type.
/// </summary>
internal sealed class OnnxGraphValidator
{
    // Far above what a model needs; the time of ONNX Runtime's optimizations grows with the graph.
    private const int MaxNodes = 10_000;
    private const int MaxAxes = 8;
    private const int MaxNameLength = 64;
    private const int Int32 = 6;
    private const int Int64 = 7;

    // Integer constants are axes, sizes and item indices; larger ones could make a run exhaust the memory.
    private const long MinIntegerLimit = 1 << 16;

    private readonly string path;
    private readonly long maxInteger;
    private readonly List<GraphValueInfo> inputs = [];
    private readonly List<GraphValueInfo> outputs = [];
    private readonly List<OnnxNode> nodes = [];
    private readonly Dictionary<string, double> integerConstants = new(StringComparer.Ordinal);
    private int nodeCount;

    private OnnxGraphValidator(int itemCount, string path)
    {
        this.path = path;
        maxInteger = Math.Max(itemCount + 1L, MinIntegerLimit);
    }

    /// <summary>Validates a graph.</summary>
    /// <param name="graph">The bytes of model.onnx.</param>
    /// <param name="itemCount">Number of items in the manifest.</param>
    /// <param name="usesTimes">True where the manifest says that the graph takes times.</param>
    /// <param name="path">Path of the bundle, for errors.</param>
    /// <exception cref="ElboException">It is not a graph, uses something that Elbo does not write, or has other inputs and outputs than a bundle.</exception>
    public static void Validate(ReadOnlySpan<byte> graph, int itemCount, bool usesTimes, string path)
    {
        OnnxGraphValidator validator = new(itemCount, path);
        validator.ReadModel(new ProtobufReader(graph, path));
        validator.CheckGrowth();
        validator.CheckValues("inputs", validator.inputs, [
            $"int64 {BundleFormat.Graph.Items}[*, *]",
            $"int64 {BundleFormat.Graph.Lengths}[*]",
            $"int64 {BundleFormat.Graph.Excluded}[*, *]",
            $"int64 {BundleFormat.Graph.K}[1]",
            .. usesTimes ? [$"int64 {BundleFormat.Graph.Times}[*, *]"] : (string[])[]]);
        validator.CheckValues("outputs", validator.outputs, [
            $"float32 {BundleFormat.Graph.Scores}[*, {itemCount}]",
            $"float32 {BundleFormat.Graph.TopScores}[*, *]",
            $"int64 {BundleFormat.Graph.TopItems}[*, *]"]);
    }

    private void ReadModel(ProtobufReader model)
    {
        while (model.Next())
        {
            switch (model.Field)
            {
                case 1: model.ReadInteger(); break; // ir_version
                case 2 or 3: model.ReadBytes(); break; // producer's name and version
                case 7: ReadGraph(model.ReadMessage()); break;
                case 8: ReadOperatorSet(model.ReadMessage()); break;
                case 25: throw Refused("defines functions");
                default: throw UnknownField("the model", model.Field);
            }
        }
    }

    private void ReadOperatorSet(ProtobufReader set)
    {
        while (set.Next())
        {
            switch (set.Field)
            {
                case 1: CheckDomain(set.ReadBytes()); break;
                case 2: set.ReadInteger(); break; // version
                default: throw UnknownField("an operator set", set.Field);
            }
        }
    }

    private void ReadGraph(ProtobufReader graph)
    {
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1: ReadNode(graph.ReadMessage()); break;
                case 2 or 10: graph.ReadBytes(); break; // name, doc_string
                case 5: ReadTensor(graph.ReadMessage()); break;
                case 11: ReadValueInfo(graph.ReadMessage(), inputs); break;
                case 12: ReadValueInfo(graph.ReadMessage(), outputs); break;
                default: throw UnknownField("the graph", graph.Field);
            }
        }
    }

    private void ReadNode(ProtobufReader node)
    {
        CountNode();
        string? type = null;
        List<string> inputNames = [];
        List<string> outputNames = [];
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1: inputNames.Add(Encoding.UTF8.GetString(node.ReadBytes())); break;
                case 2: outputNames.Add(Encoding.UTF8.GetString(node.ReadBytes())); break;
                case 3: node.ReadBytes(); break; // name
                case 4: type = CheckOperator(Text(node.ReadBytes())); break;
                case 5: ReadAttribute(node.ReadMessage()); break;
                case 7: CheckDomain(node.ReadBytes()); break;
                default: throw UnknownField("a node", node.Field);
            }
        }

        nodes.Add(new OnnxNode(type ?? throw Refused("has a node without an operator"), inputNames, outputNames));
    }

    private void ReadAttribute(ProtobufReader attribute)
    {
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 1: attribute.ReadBytes(); break; // name
                case 2: attribute.SkipFloat(); break; // f
                case 3 or 20: attribute.ReadInteger(); break; // i, type
                case 8: attribute.SkipIntegers(); break; // ints
                case 6 or 11: throw Refused("contains a nested graph");
                default: throw UnknownField("an attribute", attribute.Field);
            }
        }
    }

    private void ReadTensor(ProtobufReader tensor)
    {
        CountNode();
        long type = 0;
        string name = "";
        ReadOnlySpan<byte> numbers = [];
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 1: tensor.SkipIntegers(); break; // dims
                case 2: type = tensor.ReadInteger(); break; // data_type
                case 8: name = Encoding.UTF8.GetString(tensor.ReadBytes()); break;
                case 9: numbers = tensor.ReadBytes(); break; // raw_data
                case 13 or 14: throw Refused("refers to an external weight file");
                default: throw UnknownField("a tensor", tensor.Field);
            }
        }

        CheckIntegers(name, type, numbers);
    }

    private void CheckIntegers(string name, long type, ReadOnlySpan<byte> numbers)
    {
        double product = 1;
        int size = type switch { Int32 => sizeof(int), Int64 => sizeof(long), _ => int.MaxValue };
        for (; numbers.Length >= size; numbers = numbers[size..])
        {
            long number = size == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(numbers) : BinaryPrimitives.ReadInt64LittleEndian(numbers);
            if (number < -1 || number > maxInteger)
            {
                throw Refused(FormattableString.Invariant($"has the integer constant {number}"));
            }

            product *= Math.Max(1, number);
        }

        if (size <= sizeof(long))
        {
            integerConstants[name] = product;
        }
    }

    private void CheckGrowth()
    {
        if (new OnnxGraphGrowth(integerConstants, maxInteger).FindExcess(nodes) is { } excess)
        {
            throw Refused($"computes the size of a value for the operator '{excess}'");
        }
    }

    // As in protobuf, a repeated scalar field replaces the earlier value, and a repeated message or list is appended.
    private void ReadValueInfo(ProtobufReader value, List<GraphValueInfo> values)
    {
        CountNode();
        GraphValueInfo info = new();
        values.Add(info);
        while (value.Next())
        {
            switch (value.Field)
            {
                case 1: info.Name = Text(value.ReadBytes()); break;
                case 2: ReadType(value.ReadMessage(), info); break;
                default: throw UnknownField("an input or output", value.Field);
            }
        }
    }

    private void ReadType(ProtobufReader type, GraphValueInfo info)
    {
        while (type.Next())
        {
            ProtobufReader tensor = type.Field == 1 ? type.ReadMessage() : throw UnknownField("a type", type.Field);
            while (tensor.Next())
            {
                switch (tensor.Field)
                {
                    case 1: info.Type = tensor.ReadInteger(); break;
                    case 2: ReadShape(tensor.ReadMessage(), info); break;
                    default: throw UnknownField("a tensor's type", tensor.Field);
                }
            }
        }
    }

    private void ReadShape(ProtobufReader shape, GraphValueInfo info)
    {
        while (shape.Next())
        {
            ProtobufReader axis = shape.Field == 1 && info.Axes.Count < MaxAxes ? shape.ReadMessage() : throw UnknownField("a shape", shape.Field);
            long size = -1;
            while (axis.Next())
            {
                switch (axis.Field)
                {
                    case 1: size = axis.ReadInteger(); break;
                    case 2: axis.ReadBytes(); size = -1; break; // the name of a dynamic axis
                    default: throw UnknownField("an axis", axis.Field);
                }
            }

            info.Axes.Add(size);
        }
    }

    private void CheckValues(string kind, List<GraphValueInfo> declared, string[] expected)
    {
        string[] found = [.. declared.Take(MaxAxes).Select(value => value.ToString())];
        if (!found.SequenceEqual(expected, StringComparer.Ordinal))
        {
            throw BundleErrors.Corrupted(path, $"{BundleFormat.Model} has the {kind} {string.Join(", ", found)}; expected {string.Join(", ", expected)}");
        }
    }

    private string CheckOperator(string type) =>
        AllowedOperators.Names.Contains(type) ? type : throw Refused($"uses the operator '{type}'");

    private void CheckDomain(ReadOnlySpan<byte> domain)
    {
        if (!domain.IsEmpty)
        {
            throw Refused($"uses operators of domain '{Text(domain)}'");
        }
    }

    private void CountNode()
    {
        if (++nodeCount > MaxNodes)
        {
            throw Refused($"has more than {MaxNodes} nodes and weights");
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => BundleErrors.Sanitize(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxNameLength)]));

    private ElboException UnknownField(string where, int field) => Refused($"has the field {field} in {where}");

    private ElboException Refused(string finding) =>
        new($"{path}: {BundleFormat.Model} {finding}, which this version of Elbo does not allow; use a bundle written by 'elbo export', or update Elbo");
}
