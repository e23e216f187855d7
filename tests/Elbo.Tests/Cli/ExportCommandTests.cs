using System.IO.Compression;
using System.Text.Json;
using Elbo.Bundles;
using Elbo.Data;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tests.Onnx;

namespace Elbo.Tests.Cli;

[Collection(TrainedRunsTests.Name)]
public class ExportCommandTests(TrainedRuns runs)
{
    [Fact]
    public void The_graph_gives_the_same_scores_as_the_run()
    {
        string path = Export(runs.Vae, "vae.elbo");
        RunFolder run = RunFolder.Open(runs.Vae);
        InteractionMatrix histories = InteractionMatrix.FromRows([[3, 1, 12], [], [5]], TrainedRuns.Items);
        float[] expected = new float[histories.RowCount * TrainedRuns.Items];
        using (Model model = run.LoadModel(new RunContext { Threads = 1 }))
        {
            model.Score(histories, 0, histories.RowCount, expected);
        }

        GraphOutput answer = GraphOutput.Run(Part(path, BundleFormat.Model), histories, k: 3);

        for (int row = 0; row < histories.RowCount; row++)
        {
            float[] own = expected[(row * TrainedRuns.Items)..((row + 1) * TrainedRuns.Items)];
            foreach (int seen in histories.Row(row))
            {
                own[seen] = float.NegativeInfinity;
            }

            RankingAssert.AssertScores(own, answer.Scores.AsSpan(row * TrainedRuns.Items, TrainedRuns.Items), 1e-4f);
            RankingAssert.AssertBest(own, answer.TopItems.AsSpan(row * 3, 3), 1e-4f);
        }
    }

    [Fact]
    public void Items_are_in_the_order_of_the_graphs_outputs()
    {
        string path = Export(runs.Vae, "items.elbo");

        Item[] items = [.. System.Text.Encoding.UTF8.GetString(Part(path, BundleFormat.Items))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Item>(line, BundleJson.Line)!)];

        Assert.Equal(
            RunFolder.Open(runs.Vae).Items.Select(item => (item.Id, item.Title, string.Join('|', item.Categories), item.InteractionCount)),
            items.Select(item => (item.Id, item.Title, string.Join('|', item.Categories), item.InteractionCount)));
    }

    [Fact]
    public void It_prints_what_was_written_and_where()
    {
        string path = runs.PathOf("output.elbo");

        Assert.Matches(
            $@"^mult-vae over 20 items, 0\.0 MB, in {System.Text.RegularExpressions.Regex.Escape(path)}\n$",
            CliResult.RunExpectingSuccess("export", runs.Vae, "--out", path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void JSON_output_is_the_manifest_in_the_file()
    {
        string path = runs.PathOf("manifest.elbo");

        JsonElement output = CliResult.Json("export", runs.Vae, "--out", path, "--similar-items", "5");

        using JsonDocument manifest = JsonDocument.Parse(Part(path, BundleFormat.Manifest));
        Assert.True(JsonElement.DeepEquals(manifest.RootElement, output));
        RunRecord record = RunFolder.Open(runs.Vae).Record;
        Assert.Equal("mult-vae", output.GetProperty("model").GetString());
        Assert.Equal("logits", output.GetProperty("scoreKind").GetString());
        Assert.Equal("float32", output.GetProperty("weightPrecision").GetString());
        Assert.Equal(5, output.GetProperty("similarItemsPerItem").GetInt32());
        Assert.Equal(3, output.GetProperty("options").GetProperty("latentSize").GetInt32());
        Assert.Equal("clicks.csv", output.GetProperty("data").GetProperty("name").GetString());
        Assert.Equal(record.DataFingerprint, output.GetProperty("data").GetProperty("fingerprint").GetString());
        Assert.Equal(record.Outcome!.Test, output.GetProperty("metrics").EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.GetDouble()));
    }

    [Fact]
    public void The_number_of_similar_items_is_as_requested()
    {
        // Two arrays of 4-byte numbers, 20 items x 5.
        Assert.Equal(2 * 4 * TrainedRuns.Items * 5, Part(Export(runs.Vae, "five.elbo", "--similar-items", "5"), BundleFormat.SimilarItems).Length);
        Assert.Equal(2 * 4 * TrainedRuns.Items * (TrainedRuns.Items - 1), Part(Export(runs.Vae, "all.elbo"), BundleFormat.SimilarItems).Length);
        Assert.Empty(Part(Export(runs.Vae, "none.elbo", "--similar-items", "0"), BundleFormat.SimilarItems));
        Assert.Empty(Part(Export(runs.Popularity, "popular.elbo"), BundleFormat.SimilarItems));
    }

    [Fact]
    public void Smaller_weights_make_smaller_files()
    {
        long whole = new FileInfo(Export(runs.Ease, "whole.elbo")).Length;
        string half = Export(runs.Ease, "half.elbo", "--weight-precision", "float16");
        string quarter = Export(runs.Ease, "quarter.elbo", "--weight-precision", "int8");

        Assert.True(new FileInfo(half).Length < whole);
        Assert.True(new FileInfo(quarter).Length < new FileInfo(half).Length);
        Assert.Equal("float16", Manifest(half).WeightPrecision);
        Assert.Equal("int8", Manifest(quarter).WeightPrecision);
    }

    [Fact]
    public void The_same_run_at_the_same_time_gives_the_same_bytes()
    {
        RunContext context = new() { Threads = 1, Clock = new FixedTimeProvider() };
        RunFolder run = RunFolder.Open(runs.Vae);

        BundleExporter.Export(run, runs.PathOf("one.elbo"), new BundleOptions(), context);
        BundleExporter.Export(run, runs.PathOf("other.elbo"), new BundleOptions(), context);

        Assert.Equal(File.ReadAllBytes(runs.PathOf("one.elbo")), File.ReadAllBytes(runs.PathOf("other.elbo")));
    }

    [Fact]
    public void Synthetic_data_is_marked()
    {
        string path = runs.PathOf("synthetic.elbo");

        Assert.Contains("'sample' is synthetic", CliResult.RunExpectingSuccess("export", runs.Synthetic, "--out", path), StringComparison.Ordinal);
        Assert.True(Manifest(path).Data.Synthetic);
    }

    [Fact]
    public void A_folder_without_a_run_is_an_error() => Assert.StartsWith(
        $"{runs.PathOf("nowhere")}: contains no run (no run.json)",
        CliResult.Failure("export", runs.PathOf("nowhere"), "--out", runs.PathOf("never.elbo")),
        StringComparison.Ordinal);

    [Fact]
    public void A_run_without_a_checkpoint_is_an_error_and_the_old_bundle_stays()
    {
        string run = runs.Copy(runs.Vae);
        File.Delete(Path.Combine(run, "best.safetensors"));
        string old = runs.Write("old.elbo", "old");

        Assert.Equal(
            $"{run}: has no best.safetensors, its first epoch is not finished; continue with 'elbo train --resume {run}'",
            CliResult.Failure("export", run, "--out", old));
        Assert.Equal("old", File.ReadAllText(old));
    }

    [Fact]
    public void An_unknown_precision_is_reported_with_the_known_ones()
    {
        string error = CliResult.UsageError("export", runs.Vae, "--out", runs.PathOf("never.elbo"), "--weight-precision", "float8");

        Assert.Contains("float8", error, StringComparison.Ordinal);
        Assert.Contains("float16", error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("10001")]
    public void A_number_of_similar_items_out_of_range_is_a_usage_error(string similar) => Assert.Contains(
        "--similar-items must be from 0 to 10,000",
        CliResult.UsageError("export", runs.Vae, "--out", runs.PathOf("never.elbo"), "--similar-items", similar),
        StringComparison.Ordinal);

    [Fact]
    public void A_path_that_cannot_be_written_is_an_error()
    {
        string below = Path.Combine(runs.Data, "below-a-file.elbo");
        string folder = Directory.CreateDirectory(runs.PathOf("folder.elbo")).FullName;

        Assert.StartsWith($"{below}: cannot be written (", CliResult.Failure("export", runs.Vae, "--out", below), StringComparison.Ordinal);
        Assert.StartsWith($"{folder}: cannot be written (", CliResult.Failure("export", runs.Vae, "--out", folder), StringComparison.Ordinal);
    }

    private string Export(string run, string name, params string[] more)
    {
        CliResult.RunExpectingSuccess(["export", run, "--out", runs.PathOf(name), .. more]);
        return runs.PathOf(name);
    }

    private static BundleManifest Manifest(string path) =>
        JsonSerializer.Deserialize<BundleManifest>(Part(path, BundleFormat.Manifest), BundleJson.Options)!;

    private static byte[] Part(string path, string name)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        using Stream entry = zip.GetEntry(name)!.Open();
        using MemoryStream copy = new();
        entry.CopyTo(copy);
        return copy.ToArray();
    }

    private sealed class FixedTimeProvider : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    }
}
