using System.Threading.Channels;
using Elbo.Server.Errors;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Events;

/// <summary>
/// The only writer. All queued writes go into one transaction and are acknowledged when it is durable (group commit): the slower the
/// disk, the larger the groups.
/// </summary>
internal sealed class EventWriter(EventStore store, ServerOptions options, ServerMetrics metrics, ILogger<EventWriter> logger) : BackgroundService
{
    private readonly Channel<PendingWrite> queue = Channel.CreateUnbounded<PendingWrite>(new UnboundedChannelOptions { SingleReader = true });
    private int queuedEvents;

    /// <summary>Stores events; completes once they are durable.</summary>
    /// <exception cref="ProblemException">The queue is full, or the store cannot be written to.</exception>
    public Task<int> StoreAsync(IReadOnlyList<UserEvent> events, CancellationToken cancellationToken) => EnqueueAsync(new PendingWrite(events, null), cancellationToken);

    /// <summary>Deletes all events of a user, including queued ones; returns how many, once the deletion is durable.</summary>
    /// <exception cref="ProblemException">The queue is full, or the store cannot be written to.</exception>
    public Task<int> DeleteUserAsync(string user, CancellationToken cancellationToken) => EnqueueAsync(new PendingWrite([], user), cancellationToken);

    /// <summary>Writes what is queued, and accepts no more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        if (ExecuteTask is { } execution)
        {
            await execution.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<PendingWrite> group = [];
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (queue.Reader.TryRead(out PendingWrite? write))
            {
                group.Add(write);
            }

            await WriteGroupAsync(group).ConfigureAwait(false);
            group.Clear();
        }
    }

    private async Task<int> EnqueueAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        if (Interlocked.Add(ref queuedEvents, write.QueueSize) > options.MaxQueuedEvents || !queue.Writer.TryWrite(write))
        {
            Interlocked.Add(ref queuedEvents, -write.QueueSize);
            throw ProblemException.ServiceUnavailable("too many events are queued");
        }

        metrics.AddQueuedEvents(write.QueueSize);
        return await write.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteGroupAsync(List<PendingWrite> group)
    {
        ProblemException? problem = null;
        try
        {
            await store.WriteAsync(group).ConfigureAwait(false);
            metrics.RecordCommit(group.Sum(write => write.Events.Count));
        }
        catch (Exception error)
        {
            logger.LogError("writing events failed ({Writes} requests): {Failure}", group.Count, error is ElboException ? error.Message : SafeExceptionFormatter.Format(error));
            problem = ProblemException.ServiceUnavailable("the event store cannot be written to");
        }

        // The queue is shortened before requests complete, so that clients find room for the next.
        int groupSize = group.Sum(write => write.QueueSize);
        Interlocked.Add(ref queuedEvents, -groupSize);
        metrics.AddQueuedEvents(-groupSize);
        foreach (PendingWrite write in group)
        {
            if (problem is null)
            {
                write.Complete();
            }
            else
            {
                write.Fail(problem);
            }
        }
    }
}
