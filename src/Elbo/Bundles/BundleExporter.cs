using System.Reflection;
using System.Text.Json;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Options;
using Elbo.Runs;

namespace Elbo.Bundles;

/// <summary>Exports a run as a bundle.</summary>
public static class BundleExporter
{
    /// <summary>Writes the model of the run's best epoch, its items and the run's metadata.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The bundle's path.</param>
    /// <param name="options">The bundle's options.</param>
    /// <param name="context">Device, clock and cancellation token.</param>
    /// <param name="progress">Receives the number of items whose similar items are computed.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="ElboException">The run has no checkpoint, its model cannot be written as a graph, or the file cannot be written.</exception>
    public static BundleManifest Export(RunFolder run, string path, BundleOptions options, RunContext context, IProgress<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        using Model model = run.LoadModel(context);
        byte[] graph = RankingGraph.Build(model.ItemCount, options.WeightPrecision, model.BuildScoringGraph, model.UsesTimes).ToBytes();
        SimilarItemIndex similarItems = SimilarItemIndex.Compute(model, options.SimilarItemsPerItem, progress, context.CancellationToken);
        return BundleWriter.Write(path, CreateManifest(run, model, options, context), graph, run.Items, similarItems);
    }

    private static BundleManifest CreateManifest(RunFolder run, Model model, BundleOptions options, RunContext context) => new()
    {
        Model = run.Recipe.Model.Name,
        Options = JsonDocument.Parse(OptionsWriter.ToJson(run.Recipe.Options)).RootElement,
        ScoreKind = model.ScoreKind,
        ItemCount = model.ItemCount,
        MaxHistory = Math.Min(run.Recipe.Preprocessing.MaxUserInteractions ?? options.MaxHistory, BundleManifest.MaxHistoryLimit),
        UsesTimes = model.UsesTimes,
        SimilarItemsPerItem = 0,
        WeightPrecision = JsonNamingPolicy.CamelCase.ConvertName(options.WeightPrecision.ToString()),
        Data = new TrainingDataInfo(Path.GetFileName(run.Record.Data), run.Record.DataFingerprint, run.Record.Synthetic),
        Metrics = run.Record.Outcome?.Test ?? new Dictionary<string, double>(),
        Created = context.Clock.GetUtcNow(),
        CreatedBy = typeof(BundleExporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Entries = [],
    };
}
