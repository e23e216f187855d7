using System.CommandLine;
using Elbo.Bundles;
using Elbo.Inference.Bundles;
using Elbo.Onnx;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo export</c>: a run as a bundle, one file that needs neither libtorch nor the data.</summary>
internal static class ExportCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "export",
            "Export a run as one bundle (ONNX model, items, metadata) that runs without libtorch",
            "elbo export runs/first --out model.elbo",
            "elbo export runs/first --out small.elbo --weight-precision int8",
            "elbo serve model.elbo");
        RunFlags run = new();
        Option<string> output = new("--out") { Description = "Bundle file", Required = true };
        Option<WeightPrecision> weightPrecision = new("--weight-precision") { Description = "Weight precision: float32, float16 or int8", DefaultValueFactory = _ => WeightPrecision.Float32 };
        Option<int> similarItems = new("--similar-items") { Description = "Similar items stored per item; 0 for none", DefaultValueFactory = _ => new BundleOptions().SimilarItemsPerItem };
        Option<bool> json = CommonFlags.Json("the bundle's manifest");
        similarItems.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 10_000)
            {
                result.AddError("--similar-items must be from 0 to 10,000");
            }
        });
        run.AddRunTo(command);
        command.Options.Add(output);
        command.Options.Add(weightPrecision);
        command.Options.Add(similarItems);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            RunFolder folder = run.Open(parsed);
            folder.RequireCheckpoint();
            RunContext context = new() { Seed = folder.Record.Seed, CancellationToken = console.CancellationToken };
            BundleOptions options = new() { WeightPrecision = parsed.GetValue(weightPrecision), SimilarItemsPerItem = parsed.GetValue(similarItems) };
            string path = parsed.GetValue(output)!;
            BundleManifest manifest = Write(folder, path, options, context, console);
            if (parsed.GetValue(json))
            {
                console.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(manifest, BundleJson.Options));
                return Application.Success;
            }

            console.Out.WriteLine(FormattableString.Invariant(
                $"{manifest.Model} over {manifest.ItemCount:N0} items, {new FileInfo(path).Length / 1e6:F1} MB, in {path}"));
            if (manifest.Data.Synthetic)
            {
                console.Out.WriteLine(OutputFormat.SyntheticItems(manifest.Data.Name));
            }

            return Application.Success;
        });
        return command;
    }

    private static BundleManifest Write(RunFolder run, string path, BundleOptions options, RunContext context, ConsoleContext console)
    {
        IAnsiConsole terminal = console.AnsiError;
        return terminal.Profile.Capabilities.Interactive
            ? terminal.Progress().AutoClear(true).Start(progress =>
            {
                ProgressTask task = progress.AddTask("similar items", maxValue: run.Items.Count);
                return BundleExporter.Export(run, path, options, context, new Steps(done => task.Value = done));
            })
            : BundleExporter.Export(run, path, options, context);
    }

    private sealed class Steps(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
