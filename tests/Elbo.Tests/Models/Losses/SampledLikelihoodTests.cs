using Elbo.Data;
using Elbo.Models.Layers;
using Elbo.Models.Losses;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Losses;

[Collection(SequentialTorchTests.Name)]
public class SampledLikelihoodTests
{
    private const int ItemCount = 9;
    private const int Width = 4;

    // Row 1 explains nothing; item 2 is drawn and a target of rows 0 and 2, item 7 of row 2 alone.
    private static readonly SparseTargets Targets = new([0, 2, 2, 5], [2, 5, 0, 7, 2], [1, 0.5f, 1, 2, 0.25f]);
    private static readonly int[] Drawn = [1, 2, 6, 7];
    private static readonly double[] Inclusion = [0.5, 0.8, 0.1, 1];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Value_and_gradients_are_those_of_the_definition_in_double_precision(bool anyDevice)
    {
        using IDisposable scope = NewDisposeScope();
        (EmbeddingTable output, Tensor hidden) = Inputs(Targets.RowCount);
        using LossBuffers memory = new();

        SampledTargets sampled = new(Targets, Drawn, Inclusion, ItemCount);
        Tensor loss = anyDevice
            ? SampledMultinomialLikelihood.ComputeReference(hidden, output.Weight, output.Bias!, sampled, 0.5)
            : SampledMultinomialLikelihood.Compute(hidden, output, sampled, 0.5, memory);
        loss.backward();

        (Tensor h, Tensor w, Tensor b) = (Double(hidden), Double(output.Weight), Double(output.Bias!));
        Tensor expected = Plain(h, w, b, Drawn, Inclusion) * 0.5;
        expected.backward();
        Assert.Equal(expected.item<double>(), loss.item<float>(), 1e-5);
        AssertClose(h.grad!, hidden.grad!);
        AssertClose(w.grad!, output.ToDenseGradient() ?? output.Weight.grad!);
        AssertClose(b.grad!, output.Bias!.grad!);
        Assert.Equal(anyDevice ? [] : [0, 1, 2, 5, 6, 7], output.Gradient.Rows);
    }

    [Fact]
    public void With_every_item_drawn_for_certain_it_is_the_full_softmax()
    {
        using IDisposable scope = NewDisposeScope();
        (EmbeddingTable output, Tensor hidden) = Inputs(Targets.RowCount);
        using LossBuffers memory = new();
        int[] all = [.. Enumerable.Range(0, ItemCount)];

        Tensor sampled = SampledMultinomialLikelihood.apply(
            hidden, output.Weight, output.Bias!, output, new SampledTargets(Targets, all, [.. all.Select(_ => 1.0)], ItemCount), 1.0, memory);

        Assert.Equal(
            MultinomialLikelihood.ComputeReference(Double(hidden), Double(output.Weight), Double(output.Bias!), Targets, 1).item<double>(),
            sampled.item<float>(),
            1e-5);
    }

    [Theory]
    [InlineData(SoftmaxKind.Uniform)]
    [InlineData(SoftmaxKind.LogUniform)]
    public void Items_are_drawn_with_the_returned_probability(SoftmaxKind kind)
    {
        const int Steps = 4_000;
        InteractionMatrix train = InteractionMatrix.FromRows(Enumerable.Range(0, 40).Select(row => (int[])[.. Enumerable.Range(row, 40 - row)]), 40);
        NegativeSampler sampler = new(new SoftmaxOptions { Kind = kind, Samples = 15 }, train);
        int[] counts = new int[40];
        double[] claimed = new double[40];
        for (int step = 0; step < Steps; step++)
        {
            (int[] items, double[] inclusion) = sampler.Draw([], userCount: 1, new DeterministicRandom(21, step));
            Assert.Equal(items.Order().Distinct(), items);
            for (int i = 0; i < items.Length; i++)
            {
                counts[items[i]]++;
                claimed[items[i]] = inclusion[i];
            }
        }

        for (int item = 0; item < 40; item++)
        {
            double deviation = Math.Sqrt(claimed[item] * (1 - claimed[item]) / Steps);
            Assert.InRange((double)counts[item] / Steps, claimed[item] - (5 * deviation), claimed[item] + (5 * deviation));
        }

        if (kind == SoftmaxKind.LogUniform)
        {
            // Item 39 is in every history, item 0 in one: rank 0 has probability log(2) / log(41) per draw.
            Assert.Equal(1 - Math.Pow(1 - (Math.Log(2) / Math.Log(41)), 15), claimed[39], 1e-12);
            Assert.True(claimed[39] > claimed[0]);
        }
    }

    [Fact]
    public void In_batch_draws_are_the_items_of_the_batch()
    {
        // Item 0 is in all three histories, item 1 in two, item 2 in one.
        InteractionMatrix train = InteractionMatrix.FromRows([[0, 1], [0, 1, 2], [0]], 4);
        NegativeSampler sampler = new(new SoftmaxOptions { Kind = SoftmaxKind.InBatch, Samples = 10 }, train);

        (int[] items, double[] inclusion) = sampler.Draw([0, 1, 0, 1, 2], userCount: 2, new DeterministicRandom(1));

        // The other user has it with probability 1, 2/3, 1/3.
        Assert.Equal([0, 1, 2], items);
        Assert.All(inclusion.Zip([1, 2 / 3.0, 1 / 3.0]), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void In_batch_sampling_is_limited_to_the_number_of_samples()
    {
        InteractionMatrix train = InteractionMatrix.FromRows(Enumerable.Range(0, 5).Select(_ => (int[])[.. Enumerable.Range(0, 100)]), 100);
        NegativeSampler sampler = new(new SoftmaxOptions { Kind = SoftmaxKind.InBatch, Samples = 25 }, train);

        (int[] items, double[] inclusion) = sampler.Draw([.. Enumerable.Range(0, 100)], userCount: 5, new DeterministicRandom(1));

        Assert.Equal(25, items.Length);
        Assert.All(inclusion, probability => Assert.Equal(0.25, probability, 1e-12));
    }

    [Theory]
    [InlineData(SoftmaxKind.Uniform)]
    [InlineData(SoftmaxKind.LogUniform)]
    public void The_mean_of_the_normalizer_equals_that_of_the_full_softmax(SoftmaxKind kind)
    {
        // Logits 0 .. 0.9 for ten items, of which item 3 is the row's target: the sum of their exponentials.
        InteractionMatrix train = InteractionMatrix.FromRows([[.. Enumerable.Range(0, 10)]], 10);
        NegativeSampler sampler = new(new SoftmaxOptions { Kind = kind, Samples = 4 }, train);
        double[] exponentials = [.. Enumerable.Range(0, 10).Select(item => Math.Exp(item / 10.0))];
        double[] sums = new double[20_000];
        for (int step = 0; step < sums.Length; step++)
        {
            (int[] items, double[] inclusion) = sampler.Draw([], 1, new DeterministicRandom(22, step));
            sums[step] = exponentials[3] + items.Zip(inclusion).Where(pair => pair.First != 3).Sum(pair => exponentials[pair.First] / pair.Second);
        }

        double mean = sums.Average();
        double error = Math.Sqrt(sums.Average(sum => (sum - mean) * (sum - mean)) / sums.Length);
        Assert.InRange(mean, exponentials.Sum() - (5 * error), exponentials.Sum() + (5 * error));
    }

    [Theory]
    [InlineData(50_000, SoftmaxKind.Full)]
    [InlineData(50_001, SoftmaxKind.LogUniform)]
    public void The_softmax_is_full_up_to_50_000_items(int items, SoftmaxKind expected) =>
        Assert.Equal(expected, new SoftmaxOptions().Resolve(items));

    private static Tensor Plain(Tensor h, Tensor w, Tensor b, int[] drawn, double[] inclusion)
    {
        Tensor logits = h.mm(w.t()) + b;
        Tensor loss = zeros(1, float64);
        for (int row = 0; row < Targets.RowCount; row++)
        {
            int[] own = Targets.Items[Targets.Offsets[row]..Targets.Offsets[row + 1]];
            Tensor sum = zeros(1, float64);
            foreach (int item in own)
            {
                sum = sum + logits[row, item].exp();
            }

            for (int i = 0; i < drawn.Length; i++)
            {
                sum = own.Contains(drawn[i]) ? sum : sum + (logits[row, drawn[i]].exp() / inclusion[i]);
            }

            for (int i = 0; i < own.Length; i++)
            {
                loss = loss - ((logits[row, own[i]] - sum.log()) * Targets.Weights[Targets.Offsets[row] + i]);
            }
        }

        return loss;
    }

    private static (EmbeddingTable Output, Tensor Hidden) Inputs(int rows)
    {
        EmbeddingTable output = new(ItemCount, Width, withBias: true);
        using IDisposable noGradient = no_grad();
        output.Weight.copy_(DeterministicWeights.Create(1, ItemCount, Width) * 3);
        output.Bias!.copy_(DeterministicWeights.Create(2, ItemCount));
        return (output, (DeterministicWeights.Create(0, rows, Width) * 3).detach().requires_grad_());
    }

    private static Tensor Double(Tensor tensor) => tensor.detach().to(float64).requires_grad_();

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange((expected - actual.to(float64)).abs().max().item<double>(), 0, 1e-5 * expected.abs().max().item<double>());
}
