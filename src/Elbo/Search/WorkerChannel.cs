using System.Collections.Concurrent;

namespace Elbo.Search;

/// <summary>A trial's end of the talk with its worker. When the worker is gone, so is the reason to train: everything is cancelled.</summary>
/// <remarks>There is one in a process, for as long as it lives: its thread may wait in a read until the end.</remarks>
internal sealed class WorkerChannel
{
    private readonly TextWriter output;
    private readonly BlockingCollection<string> replies = [];
    private readonly CancellationTokenSource disconnected;

    public WorkerChannel(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        this.output = output;
        disconnected = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        new Thread(() => ReadReplies(input)) { IsBackground = true, Name = "answers of the worker" }.Start();
    }

    /// <summary>Cancelled when the worker is gone, or by Ctrl-C.</summary>
    public CancellationToken Token => disconnected.Token;

    /// <summary>Tells an epoch and waits for the answer: false to end there.</summary>
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
