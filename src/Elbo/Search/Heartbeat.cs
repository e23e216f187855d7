using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Elbo.Search;

/// <summary>Shows signs of life for a trial while it is trained, and ends the training when the trial has been taken over.</summary>
internal sealed class Heartbeat : IDisposable
{
    private const int RenewalsPerLease = 5;

    private readonly StudyStore store;
    private readonly TrialLease lease;
    private readonly RunContext context;
    private readonly CancellationTokenSource cancellation;
    private readonly ManualResetEventSlim ended = new();
    private readonly Thread thread;

    public Heartbeat(StudyStore store, TrialLease lease, RunContext context)
    {
        this.store = store;
        this.lease = lease;
        this.context = context;
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);

        // A thread of its own: trainings may keep the pool's threads busy for longer than a lease.
        thread = new Thread(RenewUntilEnded) { IsBackground = true, Name = $"heartbeat of trial {lease.Number}" };
        thread.Start();
    }

    /// <summary>Cancelled by the study's own end, and by the loss of the trial.</summary>
    public CancellationToken Token => cancellation.Token;

    /// <summary>True once another worker has the trial.</summary>
    public bool IsLost { get; private set; }

    public void MarkLost()
    {
        IsLost = true;
        cancellation.Cancel();
    }

    public void Dispose()
    {
        ended.Set();
        thread.Join();
        ended.Dispose();
        cancellation.Dispose();
    }

    private void RenewUntilEnded()
    {
        while (!IsLost && !ended.Wait(store.LeaseDuration / RenewalsPerLease))
        {
            try
            {
                if (!store.RenewLease(lease))
                {
                    MarkLost();
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
