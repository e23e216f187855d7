using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Elbo.Bundles;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Onnx;
using TorchSharp;

namespace Elbo.Benchmarks.Serving;

/// <summary>Writes a bundle of an untrained Mult-VAE, to measure a server with a large model: random weights cost as much as trained ones.</summary>
internal static class UntrainedBundleCommand
{
    // Interaction counts follow Zipf's law.
    private const double MaxCount = 50_000;

    public static Command Create()
    {
        Option<string> output = new("--out") { Required = true, Description = "The bundle's path" };
        Option<int> items = new("--items") { DefaultValueFactory = _ => 20_000, Description = "Items" };
        Option<long> seed = new("--seed") { DefaultValueFactory = _ => 42, Description = "Seed of the weights" };
        Command command = new("untrained-bundle", "write a bundle of an untrained Mult-VAE 600-200-600, for the server benchmark") { output, items, seed };
        command.SetAction(parsed =>
        {
            OpenMpThreads.LimitSpinning();
            RunContext context = new() { Seed = parsed.GetValue(seed) };
            torch.Device device = TorchDevice.Open(context);
            torch.manual_seed(context.Seed);
            using MultVae model = new(new ModelContext(parsed.GetValue(items)) { Device = device }, new MultVaeOptions());
            Write(model, parsed.GetValue(output)!);
        });
        return command;
    }

    private static void Write(Model model, string path)
    {
        IEnumerable<Item> items = Enumerable.Range(0, model.ItemCount)
            .Select(item => (Id: item.ToString(CultureInfo.InvariantCulture), Count: (int)(MaxCount / (item + 1)) + 1))
            .Select(item => new Item(item.Id, $"Item {item.Id}", [], item.Count));
        BundleManifest manifest = new()
        {
            Model = "mult-vae",
            Options = JsonSerializer.SerializeToElement(new { }),
            ScoreKind = model.ScoreKind,
            ItemCount = model.ItemCount,
            MaxHistory = new BundleOptions().MaxHistory,
            SimilarItemsPerItem = 0,
            WeightPrecision = "float32",
            Data = new TrainingDataInfo("synthetic", "", Synthetic: true),
            Metrics = new Dictionary<string, double>(),
            Created = TimeProvider.System.GetUtcNow(),
            CreatedBy = "bench",
            Entries = [],
        };
        byte[] graph = RankingGraph.Build(model.ItemCount, WeightPrecision.Float32, model.BuildScoringGraph).ToBytes();
        BundleWriter.Write(path, manifest, graph, items, SimilarItemIndex.Compute(model, new BundleOptions().SimilarItemsPerItem));
    }
}
