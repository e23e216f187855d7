using Elbo.Data;
using Elbo.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Layers;

[Collection(SequentialTorchTests.Name)]
public class PackedGruTests
{
    private const int InputSize = 9;
    private const int Size = 17; // Vectors and a tail.
    private static readonly string[] Weights = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"];

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(1, 1, 1)]
    [InlineData(30, 12, 12, 5, 1)]
    public void States_and_gradients_equal_torchs_layer_on_one_history_at_a_time(params int[] lengths)
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(5);
        GRU layer = nn.GRU(InputSize, Size);
        PackedHistories packed = new(InteractionMatrix.FromRows(lengths.Select(length => new int[length]), 1), [.. Enumerable.Range(0, lengths.Length)], droppedAtEnd: 0);
        Tensor input = randn(packed.PositionCount, InputSize);
        Tensor upstream = randn(packed.PositionCount, Size);

        (float[] states, float[][] gradients) = Run(layer, input, upstream, inputs =>
        {
            Tensor gates = nn.functional.linear(inputs, Weight(layer, "weight_ih_l0"), Weight(layer, "bias_ih_l0"));
            return PackedGru.apply(gates, Weight(layer, "weight_hh_l0"), Weight(layer, "bias_hh_l0"), packed.BatchSizes());
        });
        (float[] expectedStates, float[][] expectedGradients) = Run(layer, input, upstream, inputs => OneByOne(layer, packed, inputs));

        AssertClose(expectedStates, states);
        Assert.All(expectedGradients.Zip(gradients), pair => AssertClose(pair.First, pair.Second));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void States_and_gradients_agree_with_double_precision_for_any_number_of_threads(int threads)
    {
        const int LargeSize = 72; // Large enough that several threads are used.
        using IDisposable scope = NewDisposeScope();
        manual_seed(6);
        GRU layer = nn.GRU(InputSize, LargeSize);
        int[] lengths = [90, 70, 61, 30, 30, 2, 1];
        PackedHistories packed = new(InteractionMatrix.FromRows(lengths.Select(length => new int[length]), 1), [.. Enumerable.Range(0, lengths.Length)], droppedAtEnd: 0);
        Tensor input = randn(packed.PositionCount, InputSize);
        Tensor upstream = randn(packed.PositionCount, LargeSize);
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            (float[] states, float[][] gradients) = Run(layer, input, upstream, inputs =>
            {
                Tensor gates = nn.functional.linear(inputs, Weight(layer, "weight_ih_l0"), Weight(layer, "bias_ih_l0"));
                return PackedGru.apply(gates, Weight(layer, "weight_hh_l0"), Weight(layer, "bias_hh_l0"), packed.BatchSizes());
            });
            layer.to(ScalarType.Float64);
            (float[] expectedStates, float[][] expectedGradients) = Run(
                layer, input.to(float64), upstream.to(float64), inputs => OneByOne(layer, packed, inputs));

            AssertClose(expectedStates, states);
            Assert.All(expectedGradients.Zip(gradients), pair => AssertClose(pair.First, pair.Second));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    private static Tensor OneByOne(GRU layer, PackedHistories packed, Tensor inputs)
    {
        (int Row, int Step)[] positions = [.. packed.Positions()];
        Tensor states = zeros(positions.Length, layer.get_parameter("weight_hh_l0")!.shape[1], dtype: inputs.dtype);
        for (int index = 0; index < packed.Rows.Length; index++)
        {
            long[] own = [.. Enumerable.Range(0, positions.Length).Where(i => positions[i].Row == index).Select(i => (long)i)];
            Tensor output = layer.call(inputs.index_select(0, tensor(own)).unsqueeze(1), null).Item1.squeeze(1);
            states = states.index_add(0, tensor(own), output, 1);
        }

        return states;
    }

    private static (float[] States, float[][] Gradients) Run(GRU layer, Tensor input, Tensor upstream, Func<Tensor, Tensor> read)
    {
        Tensor inputs = input.clone().requires_grad_();
        foreach (string name in Weights)
        {
            Weight(layer, name).grad = null;
        }

        Tensor states = read(inputs);
        (states * upstream).sum().backward();
        return (
            Values(states),
            [Values(inputs.grad!), .. Weights.Select(name => Values(Weight(layer, name).grad!))]);
    }

    private static float[] Values(Tensor tensor) => tensor.detach().to(float32).data<float>().ToArray();

    private static Parameter Weight(GRU layer, string name) => layer.get_parameter(name)!;

    private static void AssertClose(float[] expected, float[] actual)
    {
        double largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * largest));
    }
}
