using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Elbo.Search;

/// <summary>Shows signs of life for a trial while it is trained, and ends the training when the trial has been taken over.</summary>
internal sealed class Heartbeat : IDisposable
{
    private const int BeatsPerLease = 5;

    private readonly StudyStore store;
    private readonly TrialLease lease;
    private readonly RunContext context;
    private readonly CancellationTokenSource lost;
    private readonly ManualResetEventSlim ended = new();
    private readonly Thread thread;

    public Heartbeat(StudyStore store, TrialLease lease, RunContext context)
    {
        this.store = store;
        this.lease = lease;
        this.context = context;
        lost = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);

        // A thread of its own: trainings may keep the pool's threads busy for longer than a lease.
        thread = new Thread(Beat) { IsBackground = true, Name = $"heartbeat of trial {lease.Number}" };
        thread.Start();
    }

    /// <summary>Cancelled by the study's own end, and by the loss of the trial.</summary>
    public CancellationToken Token => lost.Token;

    /// <summary>True once another worker has the trial.</summary>
    public bool IsLost { get; private set; }

    public void Lose()
    {
        IsLost = true;
        lost.Cancel();
    }

    public void Dispose()
    {
        ended.Set();
        thread.Join();
        ended.Dispose();
        lost.Dispose();
    }

    private void Beat()
    {
        while (!IsLost && !ended.Wait(store.Lease / BeatsPerLease))
        {
            try
            {
                if (!store.Heartbeat(lease))
                {
                    Lose();
                }
            }
            catch (Exception error) when (error is ElboException or DbException)
            {
                // An error that got out of this thread would end the process. The next beat may reach the store again, before the lease has lapsed.
                context.Logger.LogWarning("trial {Number}: {Message}", lease.Number, error.Message);
            }
        }
    }
}
