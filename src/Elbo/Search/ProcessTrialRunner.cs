using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Elbo.Runs;
using Microsoft.Extensions.Logging;

namespace Elbo.Search;

/// <summary>Trains each trial in a process of its own, so that a crash or want of memory ends the trial and not the study.</summary>
/// <param name="folder">The study's folder; each trial has its own in it.</param>
/// <param name="request">What all trials have in common.</param>
/// <param name="program">The program that trains a trial, with its arguments before the trial's folder.</param>
/// <param name="logger">Told of the warnings of trials, such as that a tracker is down.</param>
public sealed class ProcessTrialRunner(string folder, TrialRequest request, IReadOnlyList<string> program, ILogger logger) : ITrialRunner
{
    private const int LinesOfError = 5;

    private static readonly TimeSpan TimeToSave = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, bool> warned = new();

    /// <inheritdoc />
    public string Folder(TrialLease trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return Path.Combine(folder, FormattableString.Invariant($"trial-{trial.Number:D4}"));
    }

    /// <inheritdoc />
    public TrialOutcome Run(TrialLease trial, Recipe recipe, Func<TrialPoint, bool> report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(report);
        string place = Folder(trial);
        (request with { Number = trial.Number, Recipe = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(recipe.ToJson()) }).WriteTo(place);
        cancellation.ThrowIfCancellationRequested();
        using Process process = Start(place);
        Queue<string> errors = new();
        process.ErrorDataReceived += (_, line) => Hear(errors, line.Data);
        process.BeginErrorReadLine();
        try
        {
            // The end of its input tells the process to save and leave, here as well as when this process dies.
            using Timer force = new(_ => Kill(process));
            using CancellationTokenRegistration leave = cancellation.Register(() =>
            {
                EndInput(process);
                force.Change(TimeToSave, Timeout.InfiniteTimeSpan);
            });
            (TrialMessage? end, double seconds) = Listen(process, report, cancellation);
            process.WaitForExit();
            return end is not null && process.ExitCode == 0
                ? new TrialOutcome(TrialState.Completed, end.Value, end.Seconds, null)
                : Unfinished(process.ExitCode, errors, seconds, cancellation);
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start(string place)
    {
        ProcessStartInfo start = new(program[0], [.. program.Skip(1), place])
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
            throw new ElboException($"{program[0]}: cannot be started ({error.Message}); free some memory, or mend the installation", error);
        }
    }

    /// <summary>Passes epochs on and answers them, until the process says no more.</summary>
    private static (TrialMessage? End, double Seconds) Listen(Process process, Func<TrialPoint, bool> report, CancellationToken cancellation)
    {
        double seconds = 0;
        TrialMessage? end = null;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (TrialMessage.Of(line) is not { } message)
            {
                continue;
            }

            seconds = message.Seconds;
            if (message.Epoch is { } epoch)
            {
                bool goOn = report(new TrialPoint(epoch, message.Value, message.Seconds));

                // Told to stop, it would end as if it had been trained to its end; cancelled, it is to save and leave.
                if (!cancellation.IsCancellationRequested)
                {
                    Answer(process, goOn ? TrialMessage.Go : TrialMessage.Stop);
                }
            }
            else
            {
                end = message;
            }
        }

        return (end, seconds);
    }

    private static void Answer(Process process, string answer)
    {
        try
        {
            lock (process)
            {
                process.StandardInput.WriteLine(answer);
                process.StandardInput.Flush();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It has died or been told to leave; its output ends soon.
        }
    }

    private static void EndInput(Process process)
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
            // It has died already.
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
            // It has ended in the meantime, or one of its children has.
        }
    }

    private static TrialOutcome Unfinished(int code, Queue<string> errors, double seconds, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string how = code switch
        {
            0 => "ended without a result",
            128 + 9 => "was killed (signal 9), as happens when memory runs out",
            > 128 and < 128 + 65 => $"crashed (signal {code - 128})",
            _ => $"ended with exit code {code}",
        };
        string words;
        lock (errors)
        {
            words = string.Join('\n', errors);
        }

        return new TrialOutcome(TrialState.Failed, null, seconds, code == 1 && words.Length > 0 ? words : words.Length > 0 ? $"{how}: {words}" : how);
    }

    /// <summary>Passes warnings on, each once, and keeps the last of the other lines: they tell why a process ended.</summary>
    private void Hear(Queue<string> lines, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        if (line.StartsWith(TrialMessage.Warning, StringComparison.Ordinal))
        {
            string warning = line[TrialMessage.Warning.Length..];
            if (warned.TryAdd(warning, true))
            {
                logger.LogWarning("{Warning}", warning);
            }

            return;
        }

        lock (lines)
        {
            lines.Enqueue(line);
            while (lines.Count > LinesOfError)
            {
                lines.Dequeue();
            }
        }
    }
}
