using System.Text;
using Elbo.Inference.Bundles;

namespace Elbo.Tests.Inference;

/// <summary>
/// Concatenated protobuf messages are merged, so each case is the graph of the small bundle followed by bytes that ONNX Runtime would take
/// as a part of it.
/// </summary>
public class OnnxGraphValidatorTests
{
    private const string BundlePath = "small.elbo";

    [Fact]
    public void An_exported_graph_is_accepted()
    {
        OnnxGraphValidator.Validate(BundleBuilder.Graph, BundleBuilder.Items.Length, usesTimes: false, BundlePath);
        OnnxGraphValidator.Validate([.. BundleBuilder.Graph, .. Graph(Node(Text(4, "Tanh")))], BundleBuilder.Items.Length, usesTimes: false, BundlePath);
    }

    [Fact]
    public void Weights_in_another_file_are_refused()
    {
        byte[] location = [.. Text(1, "location"), .. Text(2, "/etc/passwd")];
        AssertRefused(Graph(Field(5, Field(13, location))), "model.onnx refers to an external weight file");
        AssertRefused(Graph(Field(5, [14 << 3, 1])), "model.onnx refers to an external weight file");
    }

    [Fact]
    public void Sizes_that_would_exhaust_memory_are_refused()
    {
        byte[] size = [0, 0, 16, 0, 0, 0, 0, 0]; // 2^20, little-endian
        AssertRefused(Graph(Field(5, [2 << 3, 7, .. Field(9, size)])), "has the integer constant 1048576");
        AssertRefused(Graph(Field(5, [2 << 3, 6, .. Field(9, size)])), "has the integer constant 1048576");
    }

    [Fact]
    public void A_size_computed_from_constants_is_refused()
    {
        // Range(0, 65536 * 4096, 1) has a gigabyte of float32 numbers.
        byte[] constants = [.. Constant("zero", 0), .. Constant("one", 1), .. Constant("large", 65_536), .. Constant("factor", 4_096)];
        AssertRefused(
            Graph([.. constants, .. Operation("Mul", "size", "large", "factor"), .. Operation("Range", "grown", "zero", "size", "one")]),
            "computes the size of a value for the operator 'Range'");
        AssertRefused(
            Graph([.. constants, .. Operation("Concat", "shape", "large", "factor"), .. Operation("Expand", "grown", "one", "shape")]),
            "computes the size of a value for the operator 'Expand'");
        AssertRefused(
            Graph([
                .. constants,
                .. Operation("Expand", "wide", "one", "large"),
                .. Operation("Shape", "shape", "wide"),
                .. Operation("Concat", "twice", "shape", "large"),
                .. Operation("Expand", "grown", "one", "twice")]),
            "computes the size of a value for the operator 'Expand'");
    }

    [Theory]
    [InlineData("MatMul")]
    [InlineData("Softmax")]
    [InlineData("Sigmoid")]
    [InlineData("LayerNormalization")]
    public void Operators_of_attention_layers_are_accepted(string type)
    {
        // A float attribute, such as the epsilon of LayerNormalization.
        byte[] epsilon = Field(5, [.. Text(1, "epsilon"), (2 << 3) | 5, 0, 0, 0x80, 0x3F]);
        OnnxGraphValidator.Validate([.. BundleBuilder.Graph, .. Graph(Node([.. Text(4, type), .. epsilon]))], BundleBuilder.Items.Length, usesTimes: false, BundlePath);
    }

    [Theory]
    [InlineData("Loop")]
    [InlineData("If")]
    [InlineData("PyOp")]
    [InlineData("tanh")]
    [InlineData("")]
    public void Operators_outside_the_allow_list_are_refused(string type) =>
        AssertRefused(Graph(Node(Text(4, type))), $"model.onnx uses the operator '{type}'");

    [Fact]
    public void A_repeated_operator_field_is_checked_too() =>
        AssertRefused(Graph(Node([.. Text(4, "Tanh"), .. Text(4, "PyOp")])), "uses the operator 'PyOp'");

    [Fact]
    public void A_node_without_an_operator_is_refused() => AssertRefused(Graph(Node(Text(1, "v0"))), "has a node without an operator");

    [Fact]
    public void Operators_of_other_domains_are_refused()
    {
        AssertRefused(Graph(Node([.. Text(4, "Tanh"), .. Text(7, "com.microsoft")])), "uses operators of domain 'com.microsoft'");
        AssertRefused(Field(8, Text(1, "ai.onnx.contrib")), "uses operators of domain 'ai.onnx.contrib'");
    }

    [Fact]
    public void Functions_are_refused() => AssertRefused([(25 << 3 | 2) & 0x7F | 0x80, 25 >> 4, 0], "defines functions");

    [Theory]
    [InlineData(6)]
    [InlineData(11)]
    public void Graphs_within_nodes_are_refused(int field) =>
        AssertRefused(Graph(Node([.. Text(4, "Tanh"), .. Field(5, Field(field, []))])), "contains a nested graph");

    [Theory]
    [InlineData(13, "the field 13 in the model")]
    [InlineData(14, "the field 14 in the model")]
    public void Unknown_model_fields_are_refused(int field, string finding) => AssertRefused(Field(field, []), finding);

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public void Unknown_graph_fields_are_refused(int field) => AssertRefused(Graph(Field(field, [])), $"the field {field} in the graph");

    [Fact]
    public void A_tensor_within_an_attribute_is_refused() =>
        AssertRefused(Graph(Node([.. Text(4, "Tanh"), .. Field(5, Field(5, []))])), "the field 5 in an attribute");

    [Fact]
    public void Extra_inputs_and_outputs_are_refused()
    {
        AssertRefused(Graph(Field(11, Text(1, "more"))), "has the inputs int64 items[*, *], int64 lengths[*], int64 excluded[*, *], int64 k[1], type 0 more[]; expected");
        AssertRefused(Graph(Field(12, Text(1, "more"))), "has the outputs ");
    }

    [Fact]
    public void Too_many_nodes_are_refused() =>
        AssertRefused(Graph([.. Enumerable.Repeat(Node(Text(4, "Tanh")), 10_000).SelectMany(node => node)]), "has more than 10000 nodes and weights");

    [Theory]
    [InlineData(new byte[] { 0x3A, 5, 0 })] // a graph of 5 bytes, only one of which is present
    [InlineData(new byte[] { 0x3A })] // no length
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 })] // a length of 2^64 - 1
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0 })] // a tag of 11 bytes
    [InlineData(new byte[] { 0x38, 0 })] // a graph encoded as a number
    [InlineData(new byte[] { 0x3B, 0x3C })] // a group, as in protobuf 1
    [InlineData(new byte[] { 0 })] // field 0
    public void Malformed_protobuf_is_refused(byte[] bytes) => AssertRefused(bytes, "model.onnx is not a valid ONNX graph");

    private static void AssertRefused(byte[] more, string finding)
    {
        ElboException error = Assert.Throws<ElboException>(() => OnnxGraphValidator.Validate([.. BundleBuilder.Graph, .. more], BundleBuilder.Items.Length, usesTimes: false, BundlePath));
        Assert.StartsWith($"{BundlePath}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(finding, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Operation(string type, string output, params string[] inputs) =>
        Node([.. inputs.SelectMany(input => Text(1, input)), .. Text(2, output), .. Text(4, type)]);

    private static byte[] Constant(string name, long number) =>
        Field(5, [2 << 3, 7, .. Text(8, name), .. Field(9, BitConverter.GetBytes(number))]);

    private static byte[] Graph(byte[] content) => Field(7, content);

    private static byte[] Node(byte[] content) => Field(1, content);

    private static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    // Fields below 16 have a tag of one byte.
    private static byte[] Field(int number, byte[] content)
    {
        List<byte> bytes = [(byte)(number << 3 | 2)];
        for (int rest = content.Length; ; rest >>= 7)
        {
            bytes.Add((byte)(rest < 0x80 ? rest : rest & 0x7F | 0x80));
            if (rest < 0x80)
            {
                return [.. bytes, .. content];
            }
        }
    }
}
