using System.Diagnostics;
using Elbo.IO;

namespace Elbo.Tests.Cli;

/// <summary>The program, killed without warning and resumed.</summary>
public sealed class KilledTrainingTests(StudyFixture study) : IClassFixture<StudyFixture>
{
    // More epochs than any test waits for: the program cannot end before it is killed.
    private const int Endless = 1_000_000;

    // Epochs to wait for before each kill; 0: somewhere between the start of the program and its first epoch.
    private static readonly int[] EpochsBeforeKill = [0, 1, 2, 4];

    [Theory]
    [InlineData("mult-vae", "adam")]
    [InlineData("svae", "adagrad")]
    public void A_training_killed_at_any_moment_ends_with_the_same_numbers(string model, string optimizer)
    {
        string whole = study.PathOf($"{model}-whole");
        string killed = study.PathOf($"{model}-killed");
        string[] options =
        [
            "train", "--model", model, "--data", study.Data, "--batch-size", "16", "--optimizer", optimizer,
            "--patience", $"{Endless}", "--threads", "1",
            "--set", "split.validationUsers=6", "--set", "split.testUsers=6", "--set", "options.hiddenSizes=[16]", "--set", "options.latentSize=8", "--quiet",
            .. model == "svae" ? (string[])["--set", "options.embeddingSize=8", "--set", "options.recurrentSize=8"] : [],
        ];
        Random random = new(7);
        foreach (int epochs in EpochsBeforeKill)
        {
            using Process process = ElboProcess.Start(File.Exists(Path.Combine(killed, "run.json"))
                ? ["train", "--resume", killed, "--quiet"]
                : [.. options, "--epochs", $"{Endless}", "--out", killed]);
            int before = CountEpochs(killed);

            // A little after the epoch, so that the kill falls into another one, a validation or the writing of a file.
            while (CountEpochs(killed) < before + epochs || random.Next(20) > 0)
            {
                Assert.False(process.WaitForExit(TimeSpan.FromMilliseconds(1)), "the program ended by itself");
            }

            // SIGKILL, which the program cannot handle.
            process.Kill();
            process.WaitForExit();
        }

        int total = CountEpochs(killed) + 3;
        ElboProcess.Run("train", "--resume", killed, "--epochs", $"{total}", "--quiet");
        ElboProcess.Run([.. options, "--epochs", $"{total}", "--out", whole]);

        Assert.Equal(total, CountEpochs(killed));
        Assert.Equal(WeightsOf(whole), WeightsOf(killed));
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "test-users.json")), File.ReadAllText(Path.Combine(killed, "test-users.json")));
        Assert.DoesNotContain(Directory.GetFiles(killed), file => file.EndsWith(".safetensors", StringComparison.Ordinal) && new FileInfo(file).Length == 0);
    }

    private static int CountEpochs(string run)
    {
        string path = Path.Combine(run, "metrics.jsonl");
        return File.Exists(path) ? File.ReadAllLines(path).Length : 0;
    }

    /// <summary>The weights of the best epoch.</summary>
    private static string WeightsOf(string run)
    {
        TensorFile file = SafeTensors.Read(Path.Combine(run, "best.safetensors"));
        return string.Join('\n', file.Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
            $"{pair.Key} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(pair.Value.Bytes.Span))}"));
    }
}
