using Elbo.Inference.Bundles;
using Elbo.Onnx;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Elbo.Tests.Onnx;

public class OnnxWeightsTests
{
    private static readonly float[] TwoRows = [1f, -0.5f, 0.25f, 1000f, 0f, -250f];

    [Fact]
    public void Float32_keeps_weights_exactly() => Assert.Equal(TwoRows, Read(TwoRows, WeightPrecision.Float32, 2, 3));

    [Fact]
    public void Float16_keeps_eleven_bits_of_weights()
    {
        float[] weights = [1f, -0.1f, 65_504f, 0f];

        Assert.Equal([1f, -0.0999755859375f, 65_504f, 0f], Read(weights, WeightPrecision.Float16, 2, 2));
    }

    [Theory]
    [InlineData(new long[] { 2, 3 })]
    [InlineData(new long[] { 1, 2, 3 })]
    public void Int8_scales_each_row_separately(long[] shape)
    {
        // Steps of 1 / 127 in the first row, of 1000 / 127 in the second: -63.5 and 31.75 steps become -64 and 32, -31.75 becomes -32.
        float[] expected = [1f, -64 / 127f, 32 / 127f, 1000f, 0f, -32 * 1000 / 127f];

        float[] read = Read(TwoRows, WeightPrecision.Int8, shape);

        Assert.All(expected.Zip(read), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) * 1e-6f));
    }

    [Fact]
    public void Int8_keeps_a_row_of_zeros() => Assert.Equal([0f, 0f, 3f, -3f], Read([0f, 0f, 3f, -3f], WeightPrecision.Int8, 2, 2));

    [Fact]
    public void A_weight_out_of_range_for_float16_is_rejected()
    {
        ElboException error = Assert.Throws<ElboException>(() => new OnnxGraphBuilder(WeightPrecision.Float16).WeightConstant([1f, -70_000f], 1, 2));

        Assert.Contains("7E+04", error.Message, StringComparison.Ordinal);
        Assert.Contains("float32 or int8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WeightPrecision.Float32, "float16 or int8")]
    [InlineData(WeightPrecision.Float16, "use --weight-precision int8")]
    [InlineData(WeightPrecision.Int8, "; train with fewer items")]
    public void Weights_that_no_file_can_hold_are_rejected_before_they_are_copied(WeightPrecision precision, string suggestion)
    {
        using IDisposable scope = NewDisposeScope();

        // One row expanded to many: no memory of that size is allocated.
        Tensor weights = zeros(1, 50_000).expand(50_000, 50_000);

        ElboException error = Assert.Throws<ElboException>(() => new OnnxGraphBuilder(precision).WeightConstant(weights));

        Assert.Contains("an ONNX file holds 2.1", error.Message, StringComparison.Ordinal);
        Assert.Contains(suggestion, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_graphs_are_equal_files()
    {
        static byte[] File() => RankingGraph.Build(3, WeightPrecision.Int8, (graph, histories) => graph.EmbeddingSum(ones(3, 3), histories)).ToBytes();

        Assert.Equal(File(), File());
    }

    [Fact]
    public void Histories_of_length_zero_are_empty_histories()
    {
        byte[] graph = RankingGraph.Build(3, WeightPrecision.Float32, (graph, histories) => graph.EmbeddingSum(ones(3, 3), histories)).ToBytes();
        using InferenceSession session = new(graph);
        using OrtValue items = OrtValue.CreateTensorValueFromMemory(Array.Empty<long>(), [2, 0]);
        using OrtValue lengths = OrtValue.CreateTensorValueFromMemory(new long[] { 0, 0 }, [2]);
        using OrtValue excluded = OrtValue.CreateTensorValueFromMemory(new long[] { 1, -1 }, [2, 1]);
        using OrtValue k = OrtValue.CreateTensorValueFromMemory(new long[] { 2 }, [1]);
        using RunOptions run = new();

        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            run,
            [BundleFormat.Graph.Items, BundleFormat.Graph.Lengths, BundleFormat.Graph.Excluded, BundleFormat.Graph.K],
            [items, lengths, excluded, k],
            [BundleFormat.Graph.TopItems]);

        Assert.Equal([0L, 2L, 0L, 1L], outputs[0].GetTensorDataAsSpan<long>().ToArray());
    }

    /// <summary>The weights of a graph as ONNX Runtime reads them.</summary>
    private static float[] Read(float[] weights, WeightPrecision precision, params long[] shape)
    {
        OnnxGraphBuilder graph = new(precision);
        graph.Output(graph.WeightConstant(weights, shape), "weights", OnnxType.Float, [.. shape.Select(size => $"{size}")]);
        using InferenceSession session = new(graph.ToBytes());
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [], [], ["weights"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
