using Elbo.Data.Splits;
using Elbo.Data.Synthetic;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Losses;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>A model trained with a sampled softmax is almost as good as one trained with the full softmax.</summary>
[Collection(SequentialTorchTests.Name)]
public class SampledSoftmaxTests
{
    public static TheoryData<string, SoftmaxKind, OptimizerKind> Cases => new()
    {
        { "mult-vae", SoftmaxKind.Uniform, OptimizerKind.Adam },
        { "mult-vae", SoftmaxKind.LogUniform, OptimizerKind.LazyAdam },
        { "mult-vae", SoftmaxKind.InBatch, OptimizerKind.Adam },
        { "svae", SoftmaxKind.LogUniform, OptimizerKind.Adam },
        { "svae", SoftmaxKind.InBatch, OptimizerKind.LazyAdam },
    };

    private static readonly Dictionary<string, (double Untrained, double Full)> FullSoftmax = [];

    private static readonly Split Sample = new HeldOutUsersSplitter(new HeldOutUsersSplitterOptions { ValidationUsers = 100, TestUsers = 10 })
        .Split(SyntheticDataset.Create(new SyntheticDataOptions { Users = 700, Items = 400, MeanHistoryLength = 25 }));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sampling_a_quarter_of_the_items_is_almost_as_good_as_the_full_softmax(string model, SoftmaxKind kind, OptimizerKind optimizer)
    {
        (double untrained, double full) = WithFullSoftmax(model);
        double sampled = Ndcg(model, new SoftmaxOptions { Kind = kind, Samples = 100 }, optimizer, epochs: 6);

        Assert.True(full > 2 * untrained, $"full {full}, untrained {untrained}");
        Assert.InRange(sampled, untrained + (0.8 * (full - untrained)), 1);
    }

    /// <summary>NDCG before and after training with the full softmax, computed once per model.</summary>
    private static (double Untrained, double Full) WithFullSoftmax(string model)
    {
        if (!FullSoftmax.TryGetValue(model, out (double Untrained, double Full) values))
        {
            FullSoftmax[model] = values = (
                Ndcg(model, new SoftmaxOptions(), OptimizerKind.Adam, epochs: 0),
                Ndcg(model, new SoftmaxOptions(), OptimizerKind.Adam, epochs: 6));
        }

        return values;
    }

    private static double Ndcg(string name, SoftmaxOptions softmax, OptimizerKind optimizer, int epochs)
    {
        manual_seed(5);
        ModelOptions options = name == "svae"
            ? new SvaeOptions { EmbeddingSize = 32, RecurrentSize = 32, HiddenSizes = [], LatentSize = 32, Softmax = softmax }
            : new MultVaeOptions { HiddenSizes = [], LatentSize = 32, Softmax = softmax };
        using GradientModel model = (GradientModel)ModelRegistry.Find(name).Create(new ModelContext(Sample.Items.Count), options);
        if (epochs > 0)
        {
            TrainingOptions training = new() { Epochs = epochs, BatchSize = 8, LearningRate = 0.005, Optimizer = optimizer, Patience = null };
            new Trainer(training, new RunContext { Threads = 1 }).Train(model, Sample.Train);
        }

        return Evaluator.Evaluate(model, Sample.Validation, new EvaluationOptions { Metrics = ["ndcg@100"] })["ndcg@100"];
    }
}
