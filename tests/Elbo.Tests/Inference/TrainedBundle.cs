using System.Text.Json;
using Elbo.Bundles;
using Elbo.Data;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Tests.Models;
using Elbo.Training;

namespace Elbo.Tests.Inference;

/// <summary>A bundle of a model trained for tests: items "i0", "i1", ... in the categories "even" and "odd"; every third is also "third".</summary>
internal sealed class TrainedBundle : IDisposable
{
    private readonly TempFolder folder = new();

    public TrainedBundle(string model = "ease", InteractionMatrix? train = null, int maxHistory = 1_000)
    {
        Train = train ?? Checkerboard.Train;
        ModelDescriptor entry = ModelRegistry.Find(model);
        TorchSharp.torch.manual_seed(7);
        Model = entry.Create(new ModelContext(Train.ItemCount), (ModelOptions)Activator.CreateInstance(entry.OptionsType)!);
        new Trainer(new TrainingOptions { Epochs = 5, BatchSize = 20, LearningRate = 0.01, Patience = null }, new() { Seed = 7 }).Train(Model, Train);
        int[] counts = Train.ItemFrequencies();
        Items = [.. counts.Select((count, column) => new Item(
            $"i{column}", $"Title {column}", column % 3 == 0 ? [column % 2 == 0 ? "even" : "odd", "third"] : [column % 2 == 0 ? "even" : "odd"], count))];
        BundleWriter.Write(
            Path,
            new BundleManifest
            {
                Model = model,
                Options = JsonDocument.Parse("{}").RootElement,
                ScoreKind = Model.ScoreKind,
                ItemCount = Items.Length,
                MaxHistory = maxHistory,
                SimilarItemsPerItem = 0,
                WeightPrecision = "float32",
                Data = new TrainingDataInfo("test", new string('0', 64), Synthetic: true),
                Metrics = new Dictionary<string, double>(),
                Created = DateTimeOffset.UnixEpoch,
                CreatedBy = "test",
                Entries = [],
            },
            RankingGraph.Build(Model.ItemCount, WeightPrecision.Float32, Model.BuildScoringGraph).ToBytes(),
            Items,
            SimilarItemIndex.Compute(Model, 5));
    }

    public string Path => folder.GetPath("model.elbo");

    public Model Model { get; }

    public InteractionMatrix Train { get; }

    public Item[] Items { get; }

    /// <summary>The model's scores for one history.</summary>
    public float[] Scores(params int[] history)
    {
        float[] scores = new float[Model.ItemCount];
        Model.Score(InteractionMatrix.FromRows([history], Model.ItemCount), 0, 1, scores);
        return scores;
    }

    public void Dispose()
    {
        Model.Dispose();
        folder.Dispose();
    }
}
