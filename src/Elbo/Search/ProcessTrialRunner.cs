using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Elbo.Runs;
using Microsoft.Extensions.Logging;

namespace Elbo.Search;

/// <summary>Runs each trial in its own process, so that a crash or lack of memory ends the trial and not the study.</summary>
/// <param name="folder">The study's folder, with a subfolder for each trial.</param>
/// <param name="request">The settings common to all trials.</param>
/// <param name="command">The command that runs a trial; the trial's folder is appended.</param>
/// <param name="logger">Receives the warnings of trials, for example that a tracker is down.</param>
internal sealed class ProcessTrialRunner(string folder, TrialRequest request, IReadOnlyList<string> command, ILogger logger) : ITrialRunner
{
    private const int MaxErrorLines = 5;

    private static readonly TimeSpan SaveTimeout = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, bool> seenWarnings = new();

    /// <inheritdoc />
    public string GetFolder(TrialLease trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return Path.Combine(folder, FormattableString.Invariant($"trial-{trial.Number:D4}"));
    }

    /// <inheritdoc />
    public TrialOutcome Run(TrialLease trial, Recipe recipe, Func<TrialMetric, bool> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(report);
        string trialFolder = GetFolder(trial);
        (request with { Number = trial.Number, Recipe = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(recipe.ToJson()) }).WriteTo(trialFolder);
        cancellationToken.ThrowIfCancellationRequested();
        using Process process = Start(trialFolder);
        Queue<string> errors = new();
        process.ErrorDataReceived += (_, line) => OnErrorLine(errors, line.Data);
        process.BeginErrorReadLine();
        try
        {
            // The end of its input tells the process to save and exit. This also works when the worker process dies.
            using Timer killTimer = new(_ => Kill(process));
            using CancellationTokenRegistration registration = cancellationToken.Register(() =>
            {
                CloseInput(process);
                killTimer.Change(SaveTimeout, Timeout.InfiniteTimeSpan);
            });
            (TrialMessage? end, double seconds) = ReadMessages(process, report, cancellationToken);
            process.WaitForExit();
            return end is not null && process.ExitCode == 0
                ? new TrialOutcome(TrialState.Completed, end.Value, end.Seconds, null)
                : ToFailedOutcome(process.ExitCode, errors, seconds, cancellationToken);
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start(string trialFolder)
    {
        ProcessStartInfo start = new(command[0], [.. command.Skip(1), trialFolder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new ElboException($"{command[0]}: cannot be started ({error.Message}); free some memory, or repair the installation", error);
        }
    }

    /// <summary>Forwards epochs and sends replies until the process closes its output.</summary>
    private static (TrialMessage? End, double Seconds) ReadMessages(Process process, Func<TrialMetric, bool> report, CancellationToken cancellationToken)
    {
        double seconds = 0;
        TrialMessage? end = null;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (TrialMessage.Parse(line) is not { } message)
            {
                continue;
            }

            seconds = message.Seconds;
            if (message.Epoch is { } epoch)
            {
                bool shouldContinue = report(new TrialMetric(epoch, message.Value, message.Seconds));

                // A cancelled trial must save and exit. The reply Stop would make it end as completed.
                if (!cancellationToken.IsCancellationRequested)
                {
                    SendReply(process, shouldContinue ? TrialMessage.Continue : TrialMessage.Stop);
                }
            }
            else
            {
                end = message;
            }
        }

        return (end, seconds);
    }

    private static void SendReply(Process process, string reply)
    {
        try
        {
            lock (process)
            {
                process.StandardInput.WriteLine(reply);
                process.StandardInput.Flush();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process has died or was told to exit; its output ends soon.
        }
    }

    private static void CloseInput(Process process)
    {
        try
        {
            lock (process)
            {
                process.StandardInput.Close();
            }
        }
        catch (IOException)
        {
            // The process has died already.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The process or one of its children has ended in the meantime.
        }
    }

    private static TrialOutcome ToFailedOutcome(int code, Queue<string> errors, double seconds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string reason = code switch
        {
            0 => "ended without a result",
            128 + 9 => "was killed (signal 9), as happens when memory runs out",
            > 128 and < 128 + 65 => $"crashed (signal {code - 128})",
            _ => $"ended with exit code {code}",
        };
        string errorText;
        lock (errors)
        {
            errorText = string.Join('\n', errors);
        }

        if (code == TrialProcess.SystemErrorExitCode)
        {
            throw new ElboException($"{errorText}; the study is interrupted: fix this, then continue it with --resume");
        }

        return new TrialOutcome(TrialState.Failed, null, seconds, code == 1 && errorText.Length > 0 ? errorText : errorText.Length > 0 ? $"{reason}: {errorText}" : reason);
    }

    /// <summary>Forwards each warning once and keeps the last other lines, which show why a process failed.</summary>
    private void OnErrorLine(Queue<string> lines, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        if (line.StartsWith(TrialMessage.WarningPrefix, StringComparison.Ordinal))
        {
            string warning = line[TrialMessage.WarningPrefix.Length..];
            if (seenWarnings.TryAdd(warning, true))
            {
                logger.LogWarning("{Warning}", warning);
            }

            return;
        }

        lock (lines)
        {
            lines.Enqueue(line);
            while (lines.Count > MaxErrorLines)
            {
                lines.Dequeue();
            }
        }
    }
}
