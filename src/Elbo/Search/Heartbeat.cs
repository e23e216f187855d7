using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Elbo.Search;

/// <summary>Renews the lease of a trial while it is trained, and cancels the training when another worker has taken it over.</summary>
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

        // A dedicated thread, since training may keep the thread pool busy for longer than a lease.
        thread = new Thread(RenewUntilEnded) { IsBackground = true, Name = $"heartbeat of trial {lease.Number}" };
        thread.Start();
    }

    /// <summary>Cancelled when the search is cancelled or the lease is lost.</summary>
    public CancellationToken Token => cancellation.Token;

    /// <summary>True once another worker has taken over the trial.</summary>
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
                // An unhandled exception would end the process. The next renewal may reach the store before the lease expires.
                context.Logger.LogWarning("trial {Number}: {Message}", lease.Number, error.Message);
            }
        }
    }
}
