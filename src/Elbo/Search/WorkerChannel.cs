using System.Collections.Concurrent;
using System.Text.Json;
using Elbo.IO;

namespace Elbo.Search;

/// <summary>A trial process's connection to its worker. When the worker disconnects, the trial is cancelled.</summary>
/// <remarks>A process has one channel for its whole life, since the thread may block in a read until the end.</remarks>
internal sealed class WorkerChannel
{
    private readonly TextWriter output;
    private readonly BlockingCollection<string> replies = [];
    private readonly CancellationTokenSource disconnected;

    public WorkerChannel(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        this.output = output;
        disconnected = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        new Thread(() => ReadReplies(input)) { IsBackground = true, Name = "worker replies" }.Start();
    }

    /// <summary>Cancelled when the worker disconnects, or by Ctrl-C.</summary>
    public CancellationToken Token => disconnected.Token;

    /// <summary>Reports an epoch and waits for the reply; false means to stop there.</summary>
    public bool ReportAndWait(TrialMessage message)
    {
        Send(message);
        return replies.Take(Token) == TrialMessage.Continue;
    }

    public void Send(TrialMessage message)
    {
        output.WriteLine(message.ToLine());
        output.Flush();
    }

    private void ReadReplies(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            replies.Add(line);
        }

        disconnected.Cancel();
    }
}

/// <summary>A message from a trial process to its worker: a line of JSON for each epoch and one at the end.</summary>
/// <param name="Value">The study's metric after the epoch, or of the final model.</param>
/// <param name="Seconds">Training time so far.</param>
/// <param name="Epoch">The epoch; null at the end.</param>
internal sealed record TrialMessage(double Value, double Seconds, int? Epoch = null)
{
    /// <summary>The worker's reply to an epoch: continue training.</summary>
    public const string Continue = "continue";

    /// <summary>The worker's reply to an epoch: stop here.</summary>
    public const string Stop = "stop";

    /// <summary>Prefix of the lines on standard error that are warnings.</summary>
    public const string WarningPrefix = "warning: ";

    public string ToLine() => JsonSerializer.Serialize(this, JsonFormat.Line);

    /// <summary>Parses a line; null if it is something else, such as the output of a native library.</summary>
    public static TrialMessage? Parse(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize<TrialMessage>(line, JsonFormat.Line) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
