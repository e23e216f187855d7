using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Losses;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

public sealed class SvaeTests() : ModelContract(
    "svae", new SvaeOptions { EmbeddingSize = 24, RecurrentSize = 24, HiddenSizes = [24], LatentSize = 16 })
{
    private static readonly InteractionMatrix Histories = InteractionMatrix.FromRows([[0, 2, 3, 1], [4, 0, 1], [1, 3]], 5);

    // The last items of a history are harder to predict than random ones: popularity has 0.26, SVAE 0.36, EASE 0.37.
    protected override TargetSelection FloorTargetSelection => TargetSelection.Temporal;

    protected override double FloorMargin => 0.05;

    protected override TrainingOptions Training => base.Training with { Epochs = 15, LearningRate = 0.01 };

    // Golden/models.py, svae: one user at a time, GRU gates in PyTorch's order, the next 2 items with weight 1/2 each,
    // beta 0.5, all divided by the steps of a batch, 3 users * 9 interactions / 3 users = 9.
    [Theory]
    [InlineData(false, new[] { 1.013515, 0.9610757, 0.1048783 }, new[] { 0.09768952, 0.09375332, 0.2402283, 0.1616996, 0.004340124, 0.1510802, 0.04156954, 0.1332027, 0.08799868, 0.008807178, 0.01630381, 0.001112031, 0.002777984 })]
    [InlineData(true, new[] { 0.9854657, 0.9592088, 0.05251379 }, new[] { 0.1005832, 0.07903749, 0.241386, 0.1640421, 0.002169892, 0.08070054, 0.02150573, 0.07364692, 0.04852831, 0.004694209, 0.008578707, 0.000491636, 0.001133045 })]
    public void Loss_and_gradients_of_a_batch_equal_those_of_one_user_at_a_time_in_PyTorch(bool asPublished, double[] losses, double[] gradientNorms)
    {
        using IDisposable scope = NewDisposeScope();
        using Svae model = Filled(asPublished);

        manual_seed(7);
        BatchLoss loss = model.PrepareBatch(Histories, [0, 1, 2], Step(model))();
        loss.Objective.backward();

        DeterministicWeights.AssertClose(losses, [loss.Objective.item<float>(), loss.NegativeLogLikelihood, loss.Kl]);
        DeterministicWeights.AssertClose(gradientNorms, DeterministicWeights.GradientNorms(model), relative: 1e-4);
    }

    [Fact]
    public void Scores_are_the_logits_of_the_mean_after_the_last_item()
    {
        using Svae model = Filled();

        DeterministicWeights.AssertClose(
            [
                -0.01168624, -0.6736354, -0.630723, 0.3483434, 0.5087333,
                -0.007848114, -0.6710438, -0.6300547, 0.3469138, 0.5055791,
                -0.01468319, -0.675958, -0.6317647, 0.3488548, 0.5106642,
            ],
            Scores(model, Histories));
    }

    [Fact]
    public void Random_targets_are_predicted_better_by_reconstructing_partly_hidden_histories()
    {
        Split split = SmallSyntheticSplit.Create(TargetSelection.Random);

        SvaeOptions ahead = new() { EmbeddingSize = 24, RecurrentSize = 24, HiddenSizes = [], LatentSize = 16 };
        double nextItems = Ndcg(ahead);
        double prefix = Ndcg(ahead with { Target = SvaeTarget.Prefix, ItemDropout = 0.3 });

        Assert.True(prefix > nextItems + 0.2, $"{prefix:F4} with the partly hidden history as target, {nextItems:F4} with the next items");

        double Ndcg(SvaeOptions options)
        {
            manual_seed(7);
            using Svae model = new(new(split.Items.Count), options);
            new Trainer(Training, new() { Seed = 7 }).Train(model, split.Train);
            return Evaluator.Evaluate(model, split.Test, new() { Metrics = ["ndcg@20"] }, cancellationToken: TestContext.Current.CancellationToken)["ndcg@20"];
        }
    }

    [Fact]
    public void The_order_of_a_history_matters()
    {
        using Svae model = Filled();

        Assert.NotEqual(
            Scores(model, InteractionMatrix.FromRows([[0, 1, 2]], 5)), Scores(model, InteractionMatrix.FromRows([[2, 1, 0]], 5)));
    }

    [Fact]
    public void A_batch_is_the_sum_of_its_users()
    {
        // With the decoder's first weights at zero the noise has no effect, and what reaches the recurrent layer comes from the KL.
        using IDisposable scope = NewDisposeScope();
        using Svae model = Filled();
        using (no_grad())
        {
            model.State["Decoder.layers.0.weight"].zero_();
        }

        double[][] alone = [.. Enumerable.Range(0, 3).Select(row => LossAndGradient(model, row))];
        double[] together = LossAndGradient(model, 0, 1, 2);

        DeterministicWeights.AssertClose([.. together.Select((_, i) => alone.Sum(values => values[i]))], together, relative: 1e-4);
    }

    [Fact]
    public void A_longer_history_in_the_batch_does_not_change_a_users_part_of_the_loss()
    {
        using IDisposable scope = NewDisposeScope();
        using Svae model = Filled();
        using (no_grad())
        {
            model.State["Decoder.layers.0.weight"].zero_();
        }

        double[] longOne = LossAndGradient(model, 0);
        double[] shortOne = LossAndGradient(model, 2);
        double[] both = LossAndGradient(model, 0, 2);

        DeterministicWeights.AssertClose([.. both.Select((value, i) => value - longOne[i])], shortOne, relative: 1e-3);
    }

    [Fact]
    public void As_published_the_last_item_is_not_read()
    {
        using Svae model = Filled(asPublished: true);
        float[] scores = Scores(model, InteractionMatrix.FromRows([[0, 2, 3], [0, 2, 4], [0, 3, 2]], 5));

        Assert.Equal(scores[..5], scores[5..10]);
        Assert.NotEqual(scores[..5], scores[10..]);
    }

    [Fact]
    public void As_published_the_noise_of_a_user_does_not_depend_on_the_block()
    {
        using Svae model = Filled(asPublished: true);
        float[] together = Scores(model, Histories);
        float[] alone = new float[5];

        model.Score(Histories, 1, 1, alone);

        Assert.Equal(together, Scores(model, Histories));
        DeterministicWeights.AssertClose([.. together[5..10].Select(score => (double)score)], alone);
    }

    [Fact]
    public void Batches_hold_every_history_with_something_to_predict_once()
    {
        InteractionMatrix train = InteractionMatrix.FromRows(Enumerable.Range(0, 50).Select(row => new int[row % 7]), 1);
        using Svae model = new(new(1), new() { EmbeddingSize = 1, RecurrentSize = 1, HiddenSizes = [], LatentSize = 1 });

        IReadOnlyList<int[]> batches = model.Batches(train, 8, new DeterministicRandom(1));

        Assert.Equal(Enumerable.Range(0, 50).Where(row => row % 7 > 1), batches.SelectMany(rows => rows).Order());
        Assert.All(batches, rows => Assert.InRange(rows.Length, 1, 8));
    }

    /// <summary>Likelihood, KL, and all gradients of the recurrent part, of a batch of some rows.</summary>
    private static double[] LossAndGradient(Svae model, params int[] rows)
    {
        model.Phases[0].ClearGradients();
        BatchLoss loss = model.PrepareBatch(Histories, rows, Step(model))();
        loss.Objective.backward();
        IEnumerable<double> gradients = model.Phases[0].Parameters
            .Where(p => p.Name.StartsWith("Recurrent", StringComparison.Ordinal) || p.Name.StartsWith("Embedding", StringComparison.Ordinal))
            .SelectMany(p => DeterministicWeights.GradientOf(model.Phases[0], p.Parameter)!.data<float>().ToArray())
            .Select(value => (double)value);
        return [loss.NegativeLogLikelihood, loss.Kl, .. gradients];
    }

    private static StepContext Step(GradientModel model) => new(0, model.Phases[0], BatchSize: 3, new DeterministicRandom(1));

    private static Svae Filled(bool asPublished = false)
    {
        Svae model = new(
            new(5),
            new()
            {
                EmbeddingSize = 3,
                RecurrentSize = 2,
                HiddenSizes = [4],
                LatentSize = 2,
                NextK = 2,
                AsPublished = asPublished,
                Annealing = new() { Kind = AnnealingKind.Constant, Cap = 0.5 },
            });
        DeterministicWeights.Fill(model);
        return model;
    }
}
