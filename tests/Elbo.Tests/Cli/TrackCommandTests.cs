using System.Text.Json;
using Elbo.Tests.Models;
using Elbo.Tests.Tracking;

namespace Elbo.Tests.Cli;

[Collection(SequentialTorchTests.Name)]
public sealed class TrackCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_training_is_sent_to_all_trackers_and_keys_stay_out_of_its_folder()
    {
        using MlflowStub server = new() { Key = "Bearer the-secret-token" };
        using CometStub service = new();
        string settings = Settings(new
        {
            batchWindowSeconds = 0,
            mlflow = new { trackingUri = server.Address, token = "the-secret-token" },
            comet = new { url = service.Address, apiKey = CometStub.ApiKey, workspace = "team" },
        });
        CliResult result = CliResult.Run(
        [
            .. Arguments, "--out", folder.GetPath("run"), "--config", settings, "--log-every", "8",
            "--track", "tensorboard", "--track", "mlflow", "--track", "comet",
        ]);

        Assert.Equal(0, result.Code);
        Assert.DoesNotContain("warning", result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Faults);
        Assert.Empty(service.Faults);
        Assert.Equal(("run", "FINISHED"), (server.Runs[0].Name, server.Runs[0].Status));
        Assert.Equal("finished", service.Others["status"]);

        // Of 2,000 users a tenth is held out for validation and a tenth for test: 16 updates.
        Assert.Equal([8L, 16], server.Runs[0].Metrics.Where(metric => metric.Key == "train/loss").Select(metric => metric.Step));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder.GetPath("run"), "tensorboard")));
        Assert.All(
            Directory.GetFiles(folder.GetPath("run"), "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("the-secret", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void The_configuration_file_can_choose_trackers()
    {
        File.WriteAllText(folder.GetPath("elbo.json"), """{"tracking": {"trackers": ["tensorboard"]}}""");
        CliResult.RunExpectingSuccess([.. Arguments, "--out", folder.GetPath("run"), "--config", folder.GetPath("elbo.json")]);

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder.GetPath("run"), "tensorboard")));
    }

    [Fact]
    public void A_tracker_that_is_down_gives_one_warning()
    {
        string settings = Settings(new { retryDelaySeconds = 0.01, flushTimeoutSeconds = 0.1, mlflow = new { trackingUri = StubServer.UnusedAddress() } });
        string[] trained = [.. Arguments, "--out", folder.GetPath("run"), "--config", settings, "--track", "mlflow"];
        CliResult result = CliResult.Run(trained);
        CliResult plain = CliResult.Run([.. Arguments, "--out", folder.GetPath("plain")]);

        Assert.Equal(0, result.Code);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.Contains("undelivered-mlflow.jsonl", result.Error, StringComparison.Ordinal);
        Assert.Equal(Table(plain.Out), Table(result.Out));
    }

    [Fact]
    public void Errors_are_reported_before_data_is_read()
    {
        string[] missing = ["train", "--model", "mult-vae", "--data", "no-such-file.csv"];

        Assert.Contains("did you mean 'tensorboard'?", CliResult.Failure([.. missing, "--track", "tensorbord"]), StringComparison.Ordinal);
        Assert.Contains("set COMET_API_KEY", CliResult.Failure([.. missing, "--track", "comet"]), StringComparison.Ordinal);
        Assert.Contains("--log-every is 0; it must be at least 1", CliResult.UsageError([.. missing, "--log-every", "0"]), StringComparison.Ordinal);
        Assert.Contains(
            "--track requires --runs",
            CliResult.UsageError("compare", Recipe(), "--data", "no-such-file.csv", "--track", "tensorboard"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Each_run_of_a_comparison_is_tracked()
    {
        using MlflowStub server = new();
        string settings = Settings(new { batchWindowSeconds = 0, mlflow = new { trackingUri = server.Address, experiment = "compare" } });
        CliResult.RunExpectingSuccess(
            "compare", Recipe(), "--data", "sample", "--seeds", "2", "--runs", folder.GetPath("runs"), "--config", settings, "--track", "mlflow", "--quiet", "--threads", "1");

        Assert.Empty(server.Faults);
        Assert.Equal(["compare"], server.Experiments.Keys);
        Assert.Equal([("small-42", "FINISHED"), ("small-43", "FINISHED")], server.Runs.Select(run => (run.Name, run.Status)));
    }

    private static string[] Arguments =>
        ["train", "--model", "autoencoder", "--data", "sample", "--epochs", "1", "--batch-size", "100", "--set", "options.latentSize=4", "--threads", "1", "--quiet"];

    private static string Table(string output) => output[..output.LastIndexOf('╯')];

    private string Settings(object tracking)
    {
        File.WriteAllText(folder.GetPath("elbo.json"), JsonSerializer.Serialize(new { tracking }));
        return folder.GetPath("elbo.json");
    }

    private string Recipe()
    {
        File.WriteAllText(
            folder.GetPath("small.json"),
            """{"model": "autoencoder", "options": {"latentSize": 4}, "training": {"epochs": 1}, "split": {"kind": "held-out-users", "validationUsers": 100, "testUsers": 100}}""");
        return folder.GetPath("small.json");
    }
}
