using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Tests.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Onnx;

/// <summary>Graphs of models with several hidden layers on synthetic data, which the contract's small models do not cover.</summary>
[Collection(SequentialTorchTests.Name)]
public class DeepModelGraphTests
{
    private const int Best = 100;
    private const float Tolerance = 1e-4f;
    private static readonly Lazy<Split> Sample = new(() => SmallSyntheticSplit.Create(TargetSelection.Temporal));

    private static readonly Dictionary<ModelOptions, Model> TrainedModels = new(ReferenceEqualityComparer.Instance);

    public static TheoryData<string, ModelOptions> Models { get; } = new()
    {
        { "mult-dae", new MultDaeOptions { HiddenSizes = [48, 32], LatentSize = 24 } },
        { "mult-vae", new MultVaeOptions { HiddenSizes = [48, 32], LatentSize = 24 } },
        { "svae", new SvaeOptions { EmbeddingSize = 24, RecurrentSize = 40, HiddenSizes = [32, 28], LatentSize = 16 } },
        { "svae", new SvaeOptions { EmbeddingSize = 24, RecurrentSize = 40, HiddenSizes = [], LatentSize = 16 } },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Scores_and_the_top_100_match_the_model(string name, ModelOptions options)
    {
        Model model = Trained(name, options);

        AssertEqualRanking(model, Sample.Value.Test.FoldIn);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Long_histories_beside_short_ones_score_as_in_the_model(string name, ModelOptions options)
    {
        int count = Sample.Value.Items.Count;
        int[] all = [.. Enumerable.Range(0, count)];
        new DeterministicRandom(5).Shuffle<int>(all);
        Model model = Trained(name, options);

        AssertEqualRanking(model, InteractionMatrix.FromRows([[], all[..(count - Best)], all[..1], all, [.. all.Reverse().Take(count - 1)]], count));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Smaller_weights_make_smaller_graphs(string name, ModelOptions options)
    {
        Model model = Trained(name, options);
        int whole = GraphOutput.BuildGraph(model).Length;

        // Biases and scales stay float32, so a little more than a half and a quarter.
        Assert.InRange((double)GraphOutput.BuildGraph(model, WeightPrecision.Float16).Length / whole, 0.5, 0.6);
        Assert.InRange((double)GraphOutput.BuildGraph(model, WeightPrecision.Int8).Length / whole, 0.25, 0.4);
    }

    [Fact]
    public void A_batch_of_empty_histories_is_scored()
    {
        InteractionMatrix emptyHistories = InteractionMatrix.FromRows([[], []], Sample.Value.Items.Count);
        foreach (TheoryDataRow<string, ModelOptions> row in Models)
        {
            AssertEqualRanking(Trained(row.Data.Item1, row.Data.Item2), emptyHistories);
        }
    }

    [Fact]
    public void SVAE_as_published_is_rejected()
    {
        using Svae model = new(new(5), new() { EmbeddingSize = 2, RecurrentSize = 2, HiddenSizes = [], LatentSize = 1, AsPublished = true });

        ElboException error = Assert.Throws<ElboException>(() => GraphOutput.BuildGraph(model));

        Assert.Equal("SVAE with options.asPublished scores with noise, which no graph repeats; train without it to export", error.Message);
    }

    private static void AssertEqualRanking(Model model, InteractionMatrix histories)
    {
        float[] scores = new float[histories.RowCount * model.ItemCount];
        model.Score(histories, 0, histories.RowCount, scores);
        float tolerance = Tolerance * Math.Max(1, scores.Max(Math.Abs));
        GraphOutput answer = GraphOutput.Run(GraphOutput.BuildGraph(model), histories, Best);
        for (int row = 0; row < histories.RowCount; row++)
        {
            float[] own = scores[(row * model.ItemCount)..((row + 1) * model.ItemCount)];
            foreach (int seen in histories.Row(row))
            {
                own[seen] = float.NegativeInfinity;
            }

            RankingAssert.AssertScores(own, answer.Scores.AsSpan(row * model.ItemCount, model.ItemCount), tolerance);
            RankingAssert.AssertBest(own, answer.TopItems.AsSpan(row * Best, Best), tolerance);
        }
    }

    /// <summary>A model trained once for all tests, which do not change it.</summary>
    private static Model Trained(string name, ModelOptions options)
    {
        if (TrainedModels.TryGetValue(options, out Model? trained))
        {
            return trained;
        }

        manual_seed(7);
        Model model = ModelRegistry.Find(name).Create(new ModelContext(Sample.Value.Items.Count), options);
        TrainingOptions training = new() { Epochs = 2, BatchSize = 20, LearningRate = 0.005, Patience = null };
        new Trainer(training, new() { Seed = 7 }).Train(model, Sample.Value.Train);
        return TrainedModels[options] = model;
    }
}
