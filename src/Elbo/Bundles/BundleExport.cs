using System.Reflection;
using System.Text.Json;
using Elbo.Inference;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Options;
using Elbo.Runs;

namespace Elbo.Bundles;

/// <summary>Makes a bundle of a run.</summary>
public static class BundleExport
{
    /// <summary>Writes the model of the run's best epoch, its items and what is known of the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The bundle.</param>
    /// <param name="options">What goes in.</param>
    /// <param name="context">Device, clock and cancellation.</param>
    /// <param name="progress">Told how many items' similar items have been found.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="ElboException">The run has no checkpoint, its model cannot be written as a graph, or the file cannot be written.</exception>
    public static BundleManifest Write(RunFolder run, string path, BundleOptions options, RunContext context, IProgress<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        using Model model = run.LoadModel(context);
        byte[] graph = RankingGraph.Build(model.ItemCount, options.Weights, model.ScoreIn).ToBytes();
        Neighbours neighbours = Neighbours.Of(model, options.Similar, progress, context.Cancellation);
        IEnumerable<Item> items = run.Items.Select(item => new Item(item.Id, item.Title, item.Genres, item.Count));
        return BundleFile.Write(path, Describe(run, model, options, context), graph, items, neighbours);
    }

    private static BundleManifest Describe(RunFolder run, Model model, BundleOptions options, RunContext context) => new()
    {
        Model = run.Recipe.Model.Name,
        Options = JsonDocument.Parse(OptionsWriter.ToJson(run.Recipe.Options)).RootElement,
        Scores = model.ScoreKind,
        ItemCount = model.ItemCount,
        MaxHistory = Math.Min(run.Recipe.Preparation.MaxUserInteractions ?? options.MaxHistory, BundleManifest.LargestMaxHistory),
        Neighbours = 0,
        Weights = JsonNamingPolicy.CamelCase.ConvertName(options.Weights.ToString()),
        Data = new BundleData(Path.GetFileName(run.Record.Data), run.Record.DataFingerprint, run.Record.Synthetic),
        Metrics = run.Record.Outcome?.Test ?? new Dictionary<string, double>(),
        Created = context.Clock.GetUtcNow(),
        CreatedBy = typeof(BundleExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Parts = [],
    };
}
