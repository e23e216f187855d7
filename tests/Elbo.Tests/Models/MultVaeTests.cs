using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Losses;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

public sealed class MultVaeTests() : ModelContract("mult-vae", new MultVaeOptions { HiddenSizes = [32], LatentSize = 16 })
{
    private static readonly InteractionMatrix Histories = InteractionMatrix.FromRows([[0, 2, 3], [1, 4], []], 5);

    // Golden/models.py, mult_vae: input row / L2 norm, raw row as target, mean over three users, beta 0.1.
    [Fact]
    public void Loss_and_gradients_of_a_step_are_those_of_plain_PyTorch()
    {
        using IDisposable scope = NewDisposeScope();
        using MultVae model = Filled();

        manual_seed(7);
        BatchLoss loss = model.PrepareBatch(Histories, [0, 1, 2], Step(model, update: 0))();
        loss.Objective.backward();

        DeterministicWeights.AssertClose([2.737622, 2.695215, 0.4240712], [loss.Objective.item<float>(), loss.NegativeLogLikelihood, loss.Kl]);
        DeterministicWeights.AssertClose(
            [0.1355875, 0.1414993, 0.1886986, 0.252165, 0.02623706, 0.02682381, 0.0699873, 0.05129171], DeterministicWeights.GradientNorms(model));
    }

    [Fact]
    public void Scores_are_the_logits_of_the_mean()
    {
        using MultVae model = Filled();

        DeterministicWeights.AssertClose(
            [
                0.1912766, -0.2179392, -0.08749622, 0.5434502, 0.1288627,
                0.1413229, -0.2276565, -0.04488823, 0.5853772, 0.1179496,
                0.161436, -0.2217228, -0.06051585, 0.5676298, 0.120161,
            ],
            Scores(model, Histories));
    }

    [Fact]
    public void The_input_is_the_row_divided_by_its_L2_norm()
    {
        // One layer of one unit with bias 0 and log-variance 0: mu is the sum of x_i w_i / sqrt(n), with w = 1, 2, 4.
        using MultVae model = new(new(3), new() { HiddenSizes = [], LatentSize = 1 });
        using IDisposable noGradient = no_grad();
        model.State["Encoder.input.weight"].copy_(tensor(new float[] { 1, 0, 2, 0, 4, 0 }, 3, 2));
        model.State["Encoder.inputBias"].zero_();

        LatentPosterior posterior = model.Encode(InteractionMatrix.FromRows([[0], [0, 2], [0, 1, 2], []], 3), 0, 4);

        DeterministicWeights.AssertClose([1, (1 + 4) / Math.Sqrt(2), (1 + 2 + 4) / Math.Sqrt(3), 0], posterior.Mean);
        DeterministicWeights.AssertClose([1, 1, 1, 1], posterior.Variance!);
    }

    [Fact]
    public void Scoring_draws_nothing_at_random()
    {
        using MultVae model = Filled();
        manual_seed(7);
        float[] expected = rand(3).data<float>().ToArray();

        manual_seed(7);
        Scores(model, Histories);

        Assert.Equal(expected, rand(3).data<float>().ToArray());
    }

    [Fact]
    public void Training_samples_z_with_a_standard_deviation_of_one()
    {
        // All weights are zero except the decoder's, which passes z through, so that the loss depends on z. Over 4,000 users z has mean 0, variance 1.
        using IDisposable scope = NewDisposeScope();
        using MultVae model = new(new(2), new() { HiddenSizes = [], LatentSize = 1, Dropout = 0 });
        InteractionMatrix users = InteractionMatrix.FromRows(Enumerable.Repeat<int[]>([0], 4_000), 2);
        using (no_grad())
        {
            foreach (Tensor weight in model.State.Values)
            {
                weight.zero_();
            }

            model.State["Decoder.output.weight"].copy_(tensor(new float[] { 1, 0 }, 2, 1));
        }

        manual_seed(7);
        double likelihood = model.PrepareBatch(users, [.. Enumerable.Range(0, 4_000)], Step(model, update: 0))().NegativeLogLikelihood;

        // E[log(1 + exp(-z))] for z from N(0, 1) is 0.8061 (numerically); log 2 = 0.6931 without noise. Its standard error: 0.008.
        Assert.Equal(0.8061, likelihood, 0.03);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(25, 0.1)]
    [InlineData(50, 0.2)]
    [InlineData(1_000, 0.2)]
    public void The_weight_of_the_KL_term_grows_with_the_updates(long update, double beta)
    {
        // 25 of 250 updates: 0.1; the cap of 0.2 is reached after 50.
        using IDisposable scope = NewDisposeScope();
        using MultVae model = new(new(5), new() { HiddenSizes = [3], LatentSize = 2, Annealing = new() { Cap = 0.2, Steps = 250 } });

        BatchLoss loss = model.PrepareBatch(Histories, [0, 1], Step(model, update))();

        Assert.Equal(beta, loss.Beta);
        Assert.Equal(loss.NegativeLogLikelihood + (beta * loss.Kl), loss.Objective.item<float>(), 1e-5);
    }

    private static StepContext Step(GradientModel model, long update) => new(update, model.Phases[0], BatchSize: 3, new DeterministicRandom(1));

    private static MultVae Filled()
    {
        Annealing annealing = new() { Kind = AnnealingKind.Constant, Cap = 0.1 };
        MultVae model = new(new(5), new() { HiddenSizes = [3], LatentSize = 2, Dropout = 0, Annealing = annealing });
        DeterministicWeights.Fill(model);
        return model;
    }
}
