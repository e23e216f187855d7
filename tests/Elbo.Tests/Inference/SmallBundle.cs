using System.Text.Json;
using Elbo.Bundles;
using Elbo.Data;
using Elbo.Inference;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Tests.Models;
using Elbo.Training;

namespace Elbo.Tests.Inference;

/// <summary>A bundle of a model trained for the tests: items "i0", "i1", ... in two categories, "even" and "odd"; every third is "third" too.</summary>
internal sealed class SmallBundle : IDisposable
{
    private readonly TemporaryPlace place = new();

    public SmallBundle(string model = "ease", InteractionMatrix? train = null, int maxHistory = 1_000)
    {
        Train = train ?? Checkerboard.Train;
        ModelEntry entry = ModelCatalog.Find(model);
        TorchSharp.torch.manual_seed(7);
        Model = entry.Create(Train.ItemCount, (ModelOptions)Activator.CreateInstance(entry.OptionsType)!, TorchSharp.torch.CPU);
        new Trainer(new TrainingOptions { Epochs = 5, BatchSize = 20, LearningRate = 0.01, Patience = null }, new() { Seed = 7 }).Train(Model, Train);
        int[] counts = Train.ItemFrequencies();
        Items = [.. counts.Select((count, column) => new Item(
            $"i{column}", $"Title {column}", column % 3 == 0 ? [column % 2 == 0 ? "even" : "odd", "third"] : [column % 2 == 0 ? "even" : "odd"], count))];
        BundleFile.Write(
            Path,
            new BundleManifest
            {
                Model = model,
                Options = JsonDocument.Parse("{}").RootElement,
                Scores = Model.ScoreKind,
                ItemCount = Items.Length,
                MaxHistory = maxHistory,
                Neighbours = 0,
                Weights = "float32",
                Data = new BundleData("test", new string('0', 64), Synthetic: true),
                Metrics = new Dictionary<string, double>(),
                Created = DateTimeOffset.UnixEpoch,
                CreatedBy = "test",
                Parts = [],
            },
            RankingGraph.Build(Model.ItemCount, WeightPrecision.Float32, Model.ScoreIn).ToBytes(),
            Items,
            Neighbours.Of(Model, 5));
    }

    public string Path => place.File("model.elbo");

    public Model Model { get; }

    public InteractionMatrix Train { get; }

    public Item[] Items { get; }

    /// <summary>The model's own scores for one history.</summary>
    public float[] Scores(params int[] history)
    {
        float[] scores = new float[Model.ItemCount];
        Model.Score(InteractionMatrix.FromRows([history], Model.ItemCount), 0, 1, scores);
        return scores;
    }

    public void Dispose()
    {
        Model.Dispose();
        place.Dispose();
    }
}
