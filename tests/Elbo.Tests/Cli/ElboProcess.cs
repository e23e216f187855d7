using System.Diagnostics;

namespace Elbo.Tests.Cli;

/// <summary>The command line in a process of its own, for tests that kill it or run beside other users of torch.</summary>
internal static class ElboProcess
{
    /// <summary>Starts the command line; its output is drained.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Receives the lines of standard output.</param>
    /// <param name="error">Receives the lines of standard error.</param>
    public static Process Start(IEnumerable<string> arguments, Action<string>? output = null, Action<string>? error = null)
    {
        Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Elbo.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, line) => output?.Invoke(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => error?.Invoke(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs the command line to its end, expects success, and returns its standard output.</summary>
    public static string Run(params string[] arguments)
    {
        System.Text.StringBuilder output = new();
        System.Text.StringBuilder error = new();
        using Process process = Start(arguments, line => output.Append(line).Append('\n'), line => error.Append(line).Append('\n'));
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {error}");
        return output.ToString();
    }
}
