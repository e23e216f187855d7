using System.Collections.Concurrent;

namespace Elbo.Search;

/// <summary>A trial's end of the talk with its worker. When the worker is gone, so is the reason to train: everything is cancelled.</summary>
/// <remarks>There is one in a process, for as long as it lives: its thread may wait in a read until the end.</remarks>
internal sealed class WorkerChannel
{
    private readonly TextWriter output;
    private readonly BlockingCollection<string> answers = [];
    private readonly CancellationTokenSource gone;

    public WorkerChannel(TextReader input, TextWriter output, CancellationToken cancellation)
    {
        this.output = output;
        gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        new Thread(() => Listen(input)) { IsBackground = true, Name = "answers of the worker" }.Start();
    }

    /// <summary>Cancelled when the worker is gone, or by Ctrl-C.</summary>
    public CancellationToken Token => gone.Token;

    /// <summary>Tells an epoch and waits for the answer: false to end there.</summary>
    public bool Ask(TrialMessage message)
    {
        Tell(message);
        return answers.Take(Token) == TrialMessage.Go;
    }

    public void Tell(TrialMessage message)
    {
        output.WriteLine(message.ToLine());
        output.Flush();
    }

    private void Listen(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            answers.Add(line);
        }

        gone.Cancel();
    }
}
