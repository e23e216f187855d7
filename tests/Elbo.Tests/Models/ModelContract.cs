using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Tests.Onnx;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>The contract of every model. A model's test class derives from this one and passes small options.</summary>
[Collection(SequentialTorchTests.Name)]
public abstract class ModelContract(string name, ModelOptions options)
{
    private const string Metric = "ndcg@20";

    private static readonly Dictionary<string, Model> Shared = [];

    private static readonly InteractionMatrix Ragged = InteractionMatrix.FromRows(
        [[1, 2], [], [11, 8, 7, 9], [4], [3, 6, 2, 9, 1], [.. Enumerable.Range(0, Checkerboard.Items)]], Checkerboard.Items);

    /// <summary>The model's registered name.</summary>
    public string ModelName => name;

    /// <summary>False for a model that gives every user the same scores; tests of personalization are skipped.</summary>
    protected virtual bool IsPersonalized => true;

    /// <summary>Whether the targets are the last items of a history or random ones.</summary>
    protected virtual TargetSelection FloorTargetSelection => TargetSelection.Random;

    /// <summary>The required margin in NDCG@20 over popularity, which has 0.27 on the synthetic data.</summary>
    protected virtual double FloorMargin => 0.15;

    protected virtual TrainingOptions Training => new() { Epochs = 40, BatchSize = 20, LearningRate = 0.01, Patience = null };

    [Fact]
    public void Every_item_gets_a_finite_score()
    {
        Model model = TrainedOnce();
        InteractionMatrix histories = InteractionMatrix.FromRows([[0], [3, 7, 1], [.. Enumerable.Range(0, Checkerboard.Items)]], Checkerboard.Items);

        AssertFinite(Scores(model, histories));
    }

    [Fact]
    public void Users_of_each_block_get_items_of_their_own_block()
    {
        Assert.SkipUnless(IsPersonalized, $"{name} gives every user the same scores");
        Model model = TrainedOnce();
        float[] scores = Scores(model, Checkerboard.NewUsers);

        for (int user = 0; user < Checkerboard.NewUsers.RowCount; user++)
        {
            int[] history = Checkerboard.NewUsers.Row(user).ToArray();
            float[] own = scores[(user * Checkerboard.Items)..((user + 1) * Checkerboard.Items)];
            float worstOfOwnBlock = Enumerable.Range(0, Checkerboard.Items)
                .Where(item => Checkerboard.SameBlock(item, history[0]) && !history.Contains(item)).Min(item => own[item]);
            float bestOfOtherBlock = Enumerable.Range(0, Checkerboard.Items)
                .Where(item => !Checkerboard.SameBlock(item, history[0])).Max(item => own[item]);
            Assert.True(worstOfOwnBlock > bestOfOtherBlock, $"user {user}: {worstOfOwnBlock} is not above {bestOfOtherBlock}");
        }
    }

    [Fact]
    public void A_single_user_scores_as_in_a_block()
    {
        Model model = TrainedOnce();
        InteractionMatrix histories = InteractionMatrix.FromRows([[1, 2], [], [11, 8, 7, 9], [4], [3, 6, 2, 9, 1]], Checkerboard.Items);
        float[] together = Scores(model, histories);
        float[] alone = new float[together.Length];

        for (int row = 0; row < histories.RowCount; row++)
        {
            model.Score(histories, row, 1, alone.AsSpan(row * Checkerboard.Items, Checkerboard.Items));
        }

        Assert.All(together.Zip(alone), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Scores_do_not_change_from_one_call_to_the_next()
    {
        Model model = TrainedOnce();

        Assert.Equal(Scores(model, Checkerboard.NewUsers), Scores(model, Checkerboard.NewUsers));
    }

    [Fact]
    public void Equal_seeds_give_equal_scores()
    {
        using Model other = Trained(Checkerboard.Train);

        Assert.Equal(Scores(TrainedOnce(), Checkerboard.NewUsers), Scores(other, Checkerboard.NewUsers));
    }

    [Fact]
    public void A_saved_and_reloaded_model_scores_the_same()
    {
        using TempFolder folder = new();
        Model model = TrainedOnce();
        Checkpoint.Save(folder.GetPath("model.safetensors"), model, new TrainingProgress(), "data and options");

        using Model reloaded = Untrained(Checkerboard.Items, seed: 8);
        Checkpoint.Load(folder.GetPath("model.safetensors"), "data and options").Restore(reloaded);

        Assert.Equal(Scores(model, Checkerboard.NewUsers), Scores(reloaded, Checkerboard.NewUsers));
    }

    [Fact]
    public void A_saved_state_with_other_items_is_refused()
    {
        using TempFolder folder = new();
        Model model = TrainedOnce();
        Checkpoint.Save(folder.GetPath("model.safetensors"), model, new TrainingProgress(), "data and options");
        using Model wider = Untrained(Checkerboard.Items + 1, seed: 7);

        ElboException error = Assert.Throws<ElboException>(
            () => Checkpoint.Load(folder.GetPath("model.safetensors"), "data and options").Restore(wider));

        Assert.Contains("another set of items", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_histories_get_finite_scores()
    {
        Model model = TrainedOnce();

        AssertFinite(Scores(model, InteractionMatrix.FromRows([[], [], []], Checkerboard.Items)));
        AssertFinite(Scores(model, InteractionMatrix.FromRows([[], [2, 5], []], Checkerboard.Items)));
    }

    [Fact]
    public void Training_skips_users_without_history()
    {
        using Model model = Trained(InteractionMatrix.FromRows([[], [1, 2, 3], [], [2], [3, 1]], 4));

        AssertFinite(Scores(model, InteractionMatrix.FromRows([[1]], 4)));
    }

    [Fact]
    public void No_native_tensor_leaks()
    {
        // Tensors that earlier tests left to the garbage collector must not be counted.
        GC.Collect();
        GC.WaitForPendingFinalizers();

        // TorchSharp counts one tensor too many, without memory, for each parameter that it creates; an untrained model gives that number.
        long bare = CountLeft(() => Untrained(Checkerboard.Items, seed: 7).Dispose());
        long used = CountLeft(() =>
        {
            using Model model = Trained(Checkerboard.Train);
            Scores(model, Checkerboard.NewUsers);
        });

        Assert.Equal(bare, used);
    }

    [Fact]
    public void It_beats_popularity_on_synthetic_data()
    {
        Assert.SkipUnless(IsPersonalized, $"{name} is not expected to beat popularity");
        Split split = SmallSyntheticSplit.Create(FloorTargetSelection);
        using Model popularity = new Popularity(new(split.Items.Count));
        new Trainer(new(), new()).Train(popularity, split.Train);
        using Model model = Trained(split.Train);

        double floor = Ndcg(popularity, split.Test) + FloorMargin;

        Assert.True(Ndcg(model, split.Test) > floor, $"{name} has {Metric} {Ndcg(model, split.Test):F4}, the floor is {floor:F4}");
    }

    [Theory]
    [InlineData(WeightPrecision.Float32, 1e-4f)]
    [InlineData(WeightPrecision.Float16, 2e-2f)]
    [InlineData(WeightPrecision.Int8, 0.3f)]
    public void Its_ONNX_graph_gives_the_same_scores(WeightPrecision precision, float tolerance)
    {
        Model model = TrainedOnce();
        float[] expected = Scores(model, Ragged);

        float[] actual = GraphOutput.Run(GraphOutput.BuildGraph(model, precision), Ragged, k: 1).Scores;

        float largest = expected.Max(Math.Abs);
        for (int index = 0; index < expected.Length; index++)
        {
            bool seen = Ragged.Row(index / Checkerboard.Items).Contains(index % Checkerboard.Items);
            float wanted = seen ? float.NegativeInfinity : expected[index];
            Assert.True(actual[index] == wanted || Math.Abs(actual[index] - wanted) <= tolerance * Math.Max(1, largest), $"{index}: {actual[index]}, not {wanted}");
        }
    }

    [Fact]
    public void Its_ONNX_graph_ranks_the_same_without_seen_and_excluded_items()
    {
        Model model = TrainedOnce();
        float[] scores = Scores(model, Ragged);
        long[][] excluded = [[0, 5], [], [3], [1, 2, 4], [], []];

        GraphOutput answer = GraphOutput.Run(GraphOutput.BuildGraph(model), Ragged, Checkerboard.Items, excluded);

        for (int row = 0; row < Ragged.RowCount; row++)
        {
            int[] history = Ragged.Row(row).ToArray();
            HashSet<long> left = [.. Enumerable.Range(0, Checkerboard.Items).Where(item => !history.Contains(item) && !excluded[row].Contains(item))];
            long[] ranked = answer.TopItems[(row * Checkerboard.Items)..][..left.Count];
            float[] own = scores[(row * Checkerboard.Items)..][..Checkerboard.Items];

            Assert.Equal(left, ranked.ToHashSet());

            // Items whose scores differ only by rounding may come in either order.
            Assert.All(ranked.Zip(ranked.Skip(1)), pair => Assert.True(own[pair.First] >= own[pair.Second] - 1e-4f, $"row {row}: {pair}"));
            Assert.All(answer.TopScores[((row * Checkerboard.Items) + left.Count)..][..(Checkerboard.Items - left.Count)], rest => Assert.Equal(float.NegativeInfinity, rest));
        }
    }

    [Fact]
    public void Its_ONNX_graph_scores_a_single_user_as_in_a_block()
    {
        Model model = TrainedOnce();
        byte[] graph = GraphOutput.BuildGraph(model);
        float[] together = GraphOutput.Run(graph, Ragged, k: 3).Scores;

        for (int row = 0; row < Ragged.RowCount; row++)
        {
            float[] alone = GraphOutput.Run(graph, InteractionMatrix.FromRows([Ragged.Row(row).ToArray()], Checkerboard.Items), k: 1).Scores;
            Assert.All(together[(row * Checkerboard.Items)..].Zip(alone), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    /// <summary>The model after training on the checkerboard, shared by the tests of a class, which do not change it.</summary>
    private Model TrainedOnce() => Shared.TryGetValue(name, out Model? model) ? model : Shared[name] = Trained(Checkerboard.Train);

    protected Model Trained(InteractionMatrix train)
    {
        Model model = Untrained(train.ItemCount, seed: 7);
        new Trainer(Training, new() { Seed = 7 }).Train(model, train);
        return model;
    }

    private Model Untrained(int itemCount, long seed)
    {
        manual_seed(seed);
        return ModelRegistry.Find(name).Create(new ModelContext(itemCount), options);
    }

    private static double Ndcg(Model model, HeldOutSet set) =>
        Evaluator.Evaluate(model, set, new() { Metrics = [Metric] }, cancellationToken: TestContext.Current.CancellationToken)[Metric];

    private protected static float[] Scores(Model model, InteractionMatrix histories)
    {
        float[] scores = new float[histories.RowCount * model.ItemCount];
        Array.Fill(scores, float.NaN);
        model.Score(histories, 0, histories.RowCount, scores);
        return scores;
    }

    private static long CountLeft(Action action)
    {
        long before = Tensor.TotalCount;
        action();
        return Tensor.TotalCount - before;
    }

    private static void AssertFinite(float[] scores) => Assert.All(scores, score => Assert.True(float.IsFinite(score)));
}
