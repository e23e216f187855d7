using System.Threading.Channels;
using Elbo.Server.Errors;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Events;

/// <summary>
/// The one writer. All writes that wait go into one transaction, and all are acknowledged when it is durable (group commit): the
/// slower the disk, the larger the groups.
/// </summary>
internal sealed class EventWriter(EventStore store, ServerOptions options, ServerMetrics metrics, ILogger<EventWriter> logger) : BackgroundService
{
    private readonly Channel<PendingWrite> queue = Channel.CreateUnbounded<PendingWrite>(new UnboundedChannelOptions { SingleReader = true });
    private int queuedEvents;

    /// <summary>Returns once the events are durable.</summary>
    /// <exception cref="ProblemException">The queue is full, or the store cannot be written to.</exception>
    public Task<int> StoreAsync(IReadOnlyList<UserEvent> events, CancellationToken cancellationToken) => EnqueueAsync(new PendingWrite(events, null), cancellationToken);

    /// <summary>Deletes all events of a person, those that wait to be written included; returns how many, once that is durable.</summary>
    /// <exception cref="ProblemException">The queue is full, or the store cannot be written to.</exception>
    public Task<int> DeleteUserAsync(string user, CancellationToken cancellationToken) => EnqueueAsync(new PendingWrite([], user), cancellationToken);

    /// <summary>Writes what still waits, and takes no more.</summary>
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
            throw ProblemException.ServiceUnavailable("too many events wait to be written");
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
            logger.LogError("{Writes} writes of events failed: {Failure}", group.Count, error is ElboException ? error.Message : SafeExceptionFormatter.Format(error));
            problem = ProblemException.ServiceUnavailable("the store of events cannot be written to");
        }

        // Room is made before the answers go out, so that whoever is answered finds it.
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
