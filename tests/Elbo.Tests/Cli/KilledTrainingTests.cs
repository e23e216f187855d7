using System.Diagnostics;
using Elbo.IO;

namespace Elbo.Tests.Cli;

/// <summary>The program, killed without warning and resumed.</summary>
public sealed class KilledTrainingTests : IDisposable
{
    private const int Epochs = 16;

    // Epochs that are on disk when the program is killed, in turn; 0: somewhere between its start and its first epoch.
    private static readonly int[] Moments = [0, 1, 2, 4];

    private readonly string folder = Directory.CreateTempSubdirectory("elbo-kill-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("mult-vae", "adam")]
    [InlineData("svae", "adagrad")]
    public void A_training_killed_at_any_moment_ends_with_the_same_numbers(string model, string optimizer)
    {
        string whole = Path.Combine(folder, "whole");
        string broken = Path.Combine(folder, "broken");
        string[] options =
        [
            "train", "--model", model, "--data", "sample", "--epochs", $"{Epochs}", "--patience", $"{Epochs}", "--batch-size", "64", "--optimizer", optimizer, "--threads", "1",
            "--set", "options.hiddenSizes=[16]", "--set", "options.latentSize=8", "--quiet",
            .. model == "svae" ? (string[])["--set", "options.embeddingSize=8", "--set", "options.recurrentSize=8"] : [],
        ];
        using (Process process = Start([.. options, "--out", whole]))
        {
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        Random moments = new(7);
        foreach (int epochs in Moments)
        {
            using Process process = Start(Arguments(options, broken));
            while (Lines(Path.Combine(broken, "metrics.jsonl")) < epochs)
            {
                Assert.False(process.WaitForExit(TimeSpan.FromMilliseconds(1)), "the program ended before it could be killed");
            }

            // A little later, so that it falls into an epoch, a validation or the writing of a file.
            Assert.False(process.WaitForExit(TimeSpan.FromMilliseconds(moments.Next(40))), "the program ended before it could be killed");

            // SIGKILL, which the program cannot handle.
            process.Kill();
            process.WaitForExit();
        }

        using (Process process = Start(Arguments(options, broken)))
        {
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        Assert.Equal(ModelOf(whole), ModelOf(broken));
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "test-users.json")), File.ReadAllText(Path.Combine(broken, "test-users.json")));
        Assert.DoesNotContain(Directory.GetFiles(broken), file => file.EndsWith(".safetensors", StringComparison.Ordinal) && new FileInfo(file).Length == 0);
    }

    private static string[] Arguments(string[] options, string run) =>
        File.Exists(Path.Combine(run, "run.json")) ? ["train", "--resume", run, "--quiet"] : [.. options, "--out", run];

    private static int Lines(string path) => File.Exists(path) ? File.ReadAllLines(path).Length : 0;

    /// <summary>The weights of the best epoch.</summary>
    private static string ModelOf(string run)
    {
        TensorFile file = SafeTensors.Read(Path.Combine(run, "best.safetensors"));
        return string.Join('\n', file.Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
            $"{pair.Key} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(pair.Value.Bytes.Span))}"));
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Elbo.Cli.dll") },
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
