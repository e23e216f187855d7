using System.Text.Json;
using Elbo.Runs;

namespace Elbo.Tests.Cli;

[Collection(TrainedRunsTests.Name)]
public class TrainCommandTests(TrainedRuns runs)
{
    [Theory]
    [InlineData("--seed", "7")]
    [InlineData("--threads", "2")]
    [InlineData("--device", "cpu")]
    [InlineData("--out", "elsewhere")]
    [InlineData("--model", "ease")]
    [InlineData("--batch-size", "7")]
    [InlineData("--learning-rate", "0.1")]
    [InlineData("--weight-decay", "0.1")]
    [InlineData("--optimizer", "adagrad")]
    [InlineData("--min-user-interactions", "2")]
    public void Options_that_a_run_keeps_are_refused_with_resume(string flag, string value) => Assert.StartsWith(
        $"{flag} cannot be used with --resume, since a run keeps its own settings; only --epochs and --patience can change",
        CliResult.UsageError("train", "--resume", runs.Vae, flag, value),
        StringComparison.Ordinal);

    [Fact]
    public void A_recipe_and_other_assignments_are_refused_with_resume()
    {
        Assert.Contains("--resume uses the run's own recipe", CliResult.UsageError("train", "recipe.json", "--resume", runs.Vae), StringComparison.Ordinal);
        Assert.Equal(
            $"{runs.Vae}: options.latentSize cannot change when a run is resumed; only training.epochs and training.patience can. Start a new run instead",
            CliResult.Failure("train", "--resume", runs.Vae, "--set", "options.latentSize=9"));
        Assert.Contains("was trained on other data", CliResult.Failure("train", "--resume", runs.Vae, "--data", runs.PathOf("other.csv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epochs", "4")]
    [InlineData("--set", "training.epochs=4")]
    public void More_epochs_continue_a_finished_run_with_the_numbers_of_a_longer_one(string flag, string value)
    {
        string run = runs.Copy(runs.Vae);
        string longer = runs.PathOf($"longer-{Guid.NewGuid():N}");
        CliResult.RunExpectingSuccess("train", "--model", "mult-vae", "--data", runs.Data, "--out", longer, "--threads", "1", "--epochs", "4", "--set", "options.hiddenSizes=[8]", "--set", "options.latentSize=3");

        JsonElement outcome = CliResult.Json("train", "--resume", run, flag, value).GetProperty("outcome");

        Assert.Equal(4, outcome.GetProperty("epochs").GetInt32());
        Assert.Equal(4, RunFolder.Open(run).Recipe.Training.Epochs);
        Assert.Equal(RunFolder.Open(longer).Record.Outcome!.Test, RunFolder.Open(run).Record.Outcome!.Test);
    }

    [Fact]
    public void Without_changes_a_finished_run_is_not_trained_again()
    {
        string run = runs.Copy(runs.Vae);
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(run, "last.safetensors"));

        Assert.Equal(2, CliResult.Json("train", "--resume", run).GetProperty("outcome").GetProperty("epochs").GetInt32());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(run, "last.safetensors")));
    }

    [Fact]
    public void Resuming_deletes_the_temporary_files_of_killed_processes_and_nothing_else()
    {
        string run = runs.Copy(runs.Vae);
        string leftover = Path.Combine(run, $"last.safetensors.{Guid.NewGuid():N}.tmp");
        string other = Path.Combine(run, "notes.tmp");
        File.WriteAllText(leftover, "half a checkpoint");
        File.WriteAllText(other, "my notes");

        CliResult.RunExpectingSuccess("train", "--resume", run);

        Assert.False(File.Exists(leftover));
        Assert.True(File.Exists(other));
    }
}
