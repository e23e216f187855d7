using Elbo.IO;
using Elbo.Models;
using Elbo.Tests.Models;
using Elbo.Training;

namespace Elbo.Tests.Training;

[Collection(SequentialTorchTests.Name)]
public class CheckpointTests
{
    [Fact]
    public void A_checkpoint_of_other_data_or_options_is_refused() =>
        AssertRefused(path => Checkpoint.Load(path, "other data"), "other data, split or options");

    [Fact]
    public void A_file_cut_short_is_refused_wherever_it_was_cut()
    {
        using TempFolder folder = new();
        string path = Save(folder);
        byte[] whole = File.ReadAllBytes(path);
        foreach (int length in Enumerable.Range(0, whole.Length).Where(length => length < 600 || length % 101 == 0).Append(whole.Length - 1))
        {
            File.WriteAllBytes(path, whole[..length]);
            ElboException error = Assert.Throws<ElboException>(() => Checkpoint.Load(path, "data"));
            Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_file_is_named() => AssertRefused(
        path =>
        {
            File.Delete(path);
            return Checkpoint.Load(path, "data");
        },
        "cannot be read");

    [Fact]
    public void A_safetensors_file_of_another_kind_is_refused() => AssertRefused(
        path =>
        {
            SafeTensors.Write(path, new Dictionary<string, TensorData> { ["x"] = TensorData.From(new float[] { 1 }, 1) });
            return Checkpoint.Load(path, "data");
        },
        "is not an Elbo checkpoint");

    [Fact]
    public void Another_format_is_refused() => AssertRefused(
        path => Rewritten(path, "elboCheckpoint", "1"), "format 1, this program reads 3");

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"epoch":"three"}""")]
    [InlineData("""{"epoch":1,"history":[7]}""")]
    public void Invalid_progress_is_refused(string progress) =>
        AssertRefused(path => Rewritten(path, "progress", progress), "progress is invalid");

    [Fact]
    public void Progress_round_trips()
    {
        using TempFolder folder = new();
        TrainingProgress progress = new()
        {
            Epoch = 2,
            StepInEpoch = 3,
            Update = 13,
            Totals = new(1.0 / 3, 2.5, 1e-300, 0.1, 24, 0.75),
            History = [new(1, 1.5, 1.25, 0.5, 0.1, null, 2.5, 33), new(2, 1.0 / 7, 1, 0, 0.2, 0.3, 2, 33)],
        };
        using Model model = new Popularity(new(2));
        Checkpoint.Save(folder.GetPath("x.safetensors"), model, progress, "data");

        TrainingProgress read = Checkpoint.Load(folder.GetPath("x.safetensors"), "data").Progress;

        Assert.Equal(progress.History, read.History);
        Assert.Equal((2, 3, 13), (read.Epoch, read.StepInEpoch, read.Update));
        Assert.Equal(progress.Totals, read.Totals);
        Assert.Equal(progress.History[1], read.Best);
    }

    [Fact]
    public void Another_models_checkpoint_is_refused()
    {
        using TempFolder folder = new();
        using Model other = TrainingData.Create("svae");

        ElboException error = Assert.Throws<ElboException>(() => Checkpoint.Load(Save(folder), "data").Restore(other));

        Assert.Contains("does not fit the model", error.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(Func<string, Checkpoint> load, string expected)
    {
        using TempFolder folder = new();
        string path = Save(folder);
        ElboException error = Assert.Throws<ElboException>(() => load(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static string Save(TempFolder folder)
    {
        string path = folder.GetPath("model.safetensors");
        using Model model = TrainingData.Create("mult-vae");
        Checkpoint.Save(path, model, new TrainingProgress(), "data");
        return path;
    }

    private static Checkpoint Rewritten(string path, string key, string value)
    {
        TensorFile file = SafeTensors.Read(path);
        SafeTensors.Write(path, file.Tensors, new Dictionary<string, string>(file.Metadata) { [key] = value });
        return Checkpoint.Load(path, "data");
    }
}
