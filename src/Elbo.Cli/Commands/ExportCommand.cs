using System.CommandLine;
using Elbo.Bundles;
using Elbo.Inference.Bundles;
using Elbo.Onnx;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo export</c>: a run's model as a bundle, one file that needs neither torch nor the data.</summary>
internal static class ExportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        ExampleCommand command = new(
            "export",
            "Write a run's model as one file that answers without torch: an ONNX graph, the items, and what the run was",
            "elbo export runs/first --out model.elbo",
            "elbo export runs/first --out small.elbo --weights int8",
            "elbo serve model.elbo");
        RunFlags run = new();
        Option<string> output = new("--out") { Description = "The bundle", Required = true };
        Option<WeightPrecision> weights = new("--weights") { Description = "How weights are kept: float32, float16 or int8", DefaultValueFactory = _ => WeightPrecision.Float32 };
        Option<int> similar = new("--similar") { Description = "Similar items kept for each item; 0 for none", DefaultValueFactory = _ => new BundleOptions().Similar };
        Option<bool> json = CommonFlags.Json("the bundle's manifest");
        similar.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 10_000)
            {
                result.AddError("--similar goes from 0 to 10,000");
            }
        });
        run.AddRunTo(command);
        command.Options.Add(output);
        command.Options.Add(weights);
        command.Options.Add(similar);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            RunFolder folder = run.Open(parsed);
            folder.RequireCheckpoint();
            RunContext context = new() { Seed = folder.Record.Seed, Cancellation = surroundings.Cancellation };
            BundleOptions options = new() { Weights = parsed.GetValue(weights), Similar = parsed.GetValue(similar) };
            string path = parsed.GetValue(output)!;
            BundleManifest manifest = Write(folder, path, options, context, surroundings);
            if (parsed.GetValue(json))
            {
                surroundings.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(manifest, BundleJson.Options));
                return Application.Success;
            }

            surroundings.Out.WriteLine(FormattableString.Invariant(
                $"{manifest.Model} over {manifest.ItemCount:N0} items, {new FileInfo(path).Length / 1e6:F1} MB, in {path}"));
            if (manifest.Data.Synthetic)
            {
                surroundings.Out.WriteLine(SyntheticText.Titles(manifest.Data.Name));
            }

            return Application.Success;
        });
        return command;
    }

    private static BundleManifest Write(RunFolder run, string path, BundleOptions options, RunContext context, Surroundings surroundings)
    {
        IAnsiConsole console = surroundings.Progress;
        return console.Profile.Capabilities.Interactive
            ? console.Progress().AutoClear(true).Start(bars =>
            {
                ProgressTask task = bars.AddTask("similar items", maxValue: run.Items.Count);
                return BundleExport.Write(run, path, options, context, new Steps(done => task.Value = done));
            })
            : BundleExport.Write(run, path, options, context);
    }

    private sealed class Steps(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
