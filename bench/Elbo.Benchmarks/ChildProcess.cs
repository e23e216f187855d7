using System.Diagnostics;
using System.Text.Json;

namespace Elbo.Benchmarks;

/// <summary>A process that does its work and says what came of it as its last line, in JSON.</summary>
internal static class ChildProcess
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What the child writes.</summary>
    public static void WriteResult<T>(T report) => Console.WriteLine(JsonSerializer.Serialize(report, Json));

    /// <summary>Starts the child and reads what it says. Its errors are passed on, unless the start redirects them: then they are in the message.</summary>
    /// <exception cref="InvalidOperationException">The child failed.</exception>
    public static T Run<T>(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        Task<string> errors = start.RedirectStandardError ? process.StandardError.ReadToEndAsync() : Task.FromResult("");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(output.TrimEnd().Split('\n')[^1], Json)!
            : throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with code {process.ExitCode}: {errors.Result}");
    }
}
