using Elbo.Server.Errors;

namespace Elbo.Server.Security;

/// <summary>
/// Admits a limited number of jobs at a time. Waiting clients take turns, one job each, however many jobs one of them has queued.
/// </summary>
/// <param name="maxRunning">Maximum number of jobs at a time.</param>
/// <param name="maxQueued">Maximum number of waiting jobs of one client.</param>
internal sealed class FairQueue(int maxRunning, int maxQueued = int.MaxValue)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> queued = [];
    private readonly Queue<string> turns = new();
    private int running;

    /// <summary>Number of clients with waiting jobs.</summary>
    public int WaitingClients
    {
        get
        {
            lock (gate)
            {
                return queued.Count;
            }
        }
    }

    /// <summary>Waits for the client's turn. Dispose the result when the job is done.</summary>
    /// <exception cref="ProblemException">The client has too many waiting jobs.</exception>
    public async ValueTask<Turn> EnterAsync(string client, CancellationToken cancellationToken)
    {
        if (Enqueue(client) is { } waiting)
        {
            using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => waiting.TrySetCanceled(cancellationToken), null);
            await waiting.Task.ConfigureAwait(false);
        }

        return new Turn(this);
    }

    /// <summary>Null if the job may run at once.</summary>
    private TaskCompletionSource? Enqueue(string client)
    {
        lock (gate)
        {
            if (running < maxRunning)
            {
                running++;
                return null;
            }

            if (!queued.TryGetValue(client, out Queue<TaskCompletionSource>? jobs))
            {
                queued.Add(client, jobs = new Queue<TaskCompletionSource>());
                turns.Enqueue(client);
            }

            if (jobs.Count >= maxQueued)
            {
                throw ProblemException.ServiceUnavailable("this key or address has too many requests waiting");
            }

            TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            jobs.Enqueue(waiting);
            return waiting;
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            while (turns.TryDequeue(out string? client))
            {
                Queue<TaskCompletionSource> jobs = queued[client];
                TaskCompletionSource next = jobs.Dequeue();
                if (jobs.Count == 0)
                {
                    queued.Remove(client);
                }
                else
                {
                    turns.Enqueue(client);
                }

                // A cancelled job gives its turn to the next.
                if (next.TrySetResult())
                {
                    return;
                }
            }

            running--;
        }
    }

    /// <summary>The right to run one job.</summary>
    internal readonly struct Turn(FairQueue owner) : IDisposable
    {
        public void Dispose() => owner.Leave();
    }
}
