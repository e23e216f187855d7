using Elbo.Models.Losses;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Losses;

[Collection(SequentialTorchTests.Name)]
public class MultinomialLikelihoodTests
{
    private static readonly SparseTargets Small = new([0, 2, 2, 4], [0, 2, 1, 3], [1, 0.25f, 0.5f, 2]);

    private delegate Tensor Likelihood(Tensor hidden, Tensor weight, Tensor bias, SparseTargets targets, double scale);

    public static TheoryData<bool> Both => [true, false];

    // Golden/models.py, likelihood: weighted targets, the second row empty, scale 1/3, the loss times 3 differentiated.
    [Theory]
    [MemberData(nameof(Both))]
    public void Value_and_gradients_are_those_of_PyTorch(bool blocked)
    {
        using IDisposable scope = NewDisposeScope();
        Likelihood likelihood = blocked ? MultinomialLikelihood.Compute : MultinomialLikelihood.ComputeReference;
        (double value, float[][] gradients) = Evaluate(likelihood, [DeterministicWeights.Create(0, 3, 2), DeterministicWeights.Create(1, 4, 2), DeterministicWeights.Create(2, 4)], Small, 1.0 / 3, upstream: 3);

        DeterministicWeights.AssertClose([1.643025], [value]);
        DeterministicWeights.AssertClose([-0.5570747, -0.06158498, 0, 0, 1.323549, 0.007258577], gradients[0]);
        DeterministicWeights.AssertClose([0.2512184, 0.14047, -0.03673041, 0.03707639, 0.09992088, 0.1252131, -0.3144089, -0.3027595], gradients[1]);
        DeterministicWeights.AssertClose([0.4813842, 0.04581453, 0.3313176, -0.8585163], gradients[2]);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(64, 70_000)] // One full block: at least 64 rows, 4 Mi elements or so.
    [InlineData(65, 70_000)] // Two, the second with a single row.
    [InlineData(200, 66_000)]
    public void Several_blocks_equal_the_reference(int rows, int items)
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(3);
        // 24 columns: with fewer than 16 or so MKL, without 512-bit vectors, sums term by term and is off by 1e-4 with so many items.
        const int Width = 24;
        Tensor[] inputs = [randn(rows, Width).Multiply(Math.Sqrt(3.0 / Width)), randn(items, Width), randn(items)];
        SparseTargets targets = RandomTargets(rows, items);

        (double value, float[][] gradients) = Evaluate(MultinomialLikelihood.Compute, inputs, targets, 1.0 / rows, upstream: 1);

        // In double precision: in single precision the plain way is off by 1e-4 with so many items.
        Tensor[] exact = [.. inputs.Select(input => input.to(float64))];
        (double plainValue, float[][] plainGradients) = Evaluate(MultinomialLikelihood.ComputeReference, exact, targets, 1.0 / rows, upstream: 1);

        Assert.Equal(plainValue, value, 1e-5 * plainValue);
        for (int i = 0; i < 3; i++)
        {
            double largest = plainGradients[i].Max(Math.Abs);
            Assert.All(plainGradients[i].Zip(gradients[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * largest));
        }
    }

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        using IDisposable scope = NewDisposeScope();
        float[][] values = [DeterministicWeights.Values(6, 0), DeterministicWeights.Values(8, 1), DeterministicWeights.Values(4, 2)];
        (_, float[][] gradients) = Evaluate(MultinomialLikelihood.Compute, Tensors(values), Small, 1, upstream: 1);

        for (int input = 0; input < 3; input++)
        {
            for (int i = 0; i < values[input].Length; i++)
            {
                const float Step = 1e-2f;
                double Shifted(float by)
                {
                    float[][] shifted = [.. values.Select(x => x.ToArray())];
                    shifted[input][i] += by;
                    return Evaluate(MultinomialLikelihood.Compute, Tensors(shifted), Small, 1, upstream: 1).Value;
                }

                Assert.Equal((Shifted(Step) - Shifted(-Step)) / (2 * Step), gradients[input][i], 1e-3);
            }
        }
    }

    [Fact]
    public void Equal_logits_cost_the_logarithm_of_the_number_of_items()
    {
        // Each of three entries: -1 * log(1 / 4); times the scale 1/2.
        using IDisposable scope = NewDisposeScope();
        SparseTargets targets = new([0, 1, 3], [0, 1, 3], [1, 1, 1]);

        Assert.Equal(3 * Math.Log(4) / 2, MultinomialLikelihood.Compute(zeros(2, 5), zeros(4, 5), zeros(4), targets, 0.5).item<float>(), 1e-6);
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        // Logits 0 and 1,000: -log softmax of the first is 1,000.
        using IDisposable scope = NewDisposeScope();

        Assert.Equal(1_000, MultinomialLikelihood.Compute(ones(1, 1), zeros(2, 1), tensor(new float[] { 0, 1_000 }), new([0, 1], [0], [1]), 1).item<float>());
    }

    [Fact]
    public void Gradients_can_be_computed_twice()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor bias = zeros(2).requires_grad_();
        Tensor loss = MultinomialLikelihood.Compute(zeros(1, 1), zeros(2, 1), bias, new([0, 1], [0], [1]), 1) * 3;

        // softmax - x = (-1/2, 1/2), times 3, and that twice.
        loss.backward([], retain_graph: true);
        loss.backward();

        Assert.Equal([-3, 3], bias.grad!.data<float>().ToArray());
    }

    [Fact]
    public void There_must_be_one_row_of_targets_per_hidden_row()
    {
        using IDisposable scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => MultinomialLikelihood.Compute(zeros(2, 1), zeros(3, 1), zeros(3), Small, 1));
    }

    private static Tensor[] Tensors(float[][] values) => [tensor(values[0], 3, 2), tensor(values[1], 4, 2), tensor(values[2])];

    private static (double Value, float[][] Gradients) Evaluate(
        Likelihood likelihood, Tensor[] inputs, SparseTargets targets, double scale, double upstream)
    {
        Tensor[] leaves = [.. inputs.Select(input => input.clone().requires_grad_())];
        Tensor value = likelihood(leaves[0], leaves[1], leaves[2], targets, scale);
        (value * upstream).backward();
        return (value.to(float64).item<double>(), [.. leaves.Select(leaf => leaf.grad!.to(float32).data<float>().ToArray())]);
    }

    /// <summary>Up to four items a row, some with weights other than 1, every fifth row empty.</summary>
    private static SparseTargets RandomTargets(int rows, int items)
    {
        DeterministicRandom random = new(5);
        List<int> offsets = [0];
        List<int> chosen = [];
        for (int row = 0; row < rows; row++)
        {
            chosen.AddRange(Enumerable.Range(0, row % 5 == 4 ? 0 : 1 + random.NextInt(4)).Select(_ => random.NextInt(items)).Distinct());
            offsets.Add(chosen.Count);
        }

        return new([.. offsets], [.. chosen], [.. chosen.Select(_ => 0.25f * (1 + random.NextInt(8)))]);
    }
}
