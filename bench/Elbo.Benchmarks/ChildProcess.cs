using System.Diagnostics;
using System.Text.Json;

namespace Elbo.Benchmarks;

/// <summary>A process that prints its result as JSON on its last output line.</summary>
internal static class ChildProcess
{
    /// <summary>Prints the result; called by the child.</summary>
    public static void WriteResult<T>(T report) => Console.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));

    /// <summary>Starts the child and reads its result. Its error output is inherited, unless the start info redirects it: then it is in the exception.</summary>
    /// <exception cref="InvalidOperationException">The child failed.</exception>
    public static T Run<T>(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        Task<string> errors = start.RedirectStandardError ? process.StandardError.ReadToEndAsync() : Task.FromResult("");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(output.TrimEnd().Split('\n')[^1], JsonSerializerOptions.Web)!
            : throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} exited with code {process.ExitCode}: {errors.Result}");
    }
}
