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

    /// <summary>Writes a group together. If its data is at fault, each write is tried alone, so that one client cannot fail the others.</summary>
    private async Task WriteGroupAsync(List<PendingWrite> group)
    {
        Exception? error = await TryWriteAsync(group).ConfigureAwait(false);
        if (error is null or ElboException || group.Count == 1)
        {
            Finish(group, error);
            return;
        }

        foreach (PendingWrite write in group)
        {
            Finish([write], await TryWriteAsync([write]).ConfigureAwait(false));
        }
    }

    private async Task<Exception?> TryWriteAsync(List<PendingWrite> writes)
    {
        try
        {
            await store.WriteAsync(writes).ConfigureAwait(false);
            metrics.RecordCommit(writes.Sum(write => write.Events.Count));
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private void Finish(List<PendingWrite> writes, Exception? error)
    {
        // The queue is shortened before requests complete, so that clients find room for the next.
        int size = writes.Sum(write => write.QueueSize);
        Interlocked.Add(ref queuedEvents, -size);
        metrics.AddQueuedEvents(-size);
        if (error is null)
        {
            writes.ForEach(write => write.Complete());
            return;
        }

        logger.LogError("writing events failed ({Writes} requests): {Failure}", writes.Count, error is ElboException ? error.Message : SafeExceptionFormatter.Format(error));
        ProblemException problem = ProblemException.ServiceUnavailable("the event store cannot be written to");
        writes.ForEach(write => write.Fail(problem));
    }
}
