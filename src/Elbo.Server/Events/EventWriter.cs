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
    private readonly Channel<PendingWrite> waiting = Channel.CreateUnbounded<PendingWrite>(new UnboundedChannelOptions { SingleReader = true });
    private int size;

    /// <summary>Returns once the events are durable.</summary>
    /// <exception cref="RequestRefusedException">The queue is full, or the store cannot be written to.</exception>
    public Task<int> StoreAsync(IReadOnlyList<UserEvent> events, CancellationToken cancellation) => EnqueueAsync(new PendingWrite(events, null), cancellation);

    /// <summary>Deletes all events of a person, those that wait to be written included; returns how many, once that is durable.</summary>
    /// <exception cref="RequestRefusedException">The queue is full, or the store cannot be written to.</exception>
    public Task<int> ForgetAsync(string user, CancellationToken cancellation) => EnqueueAsync(new PendingWrite([], user), cancellation);

    /// <summary>Writes what still waits, and takes no more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<PendingWrite> group = [];
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (waiting.Reader.TryRead(out PendingWrite? write))
            {
                group.Add(write);
            }

            await WriteAsync(group).ConfigureAwait(false);
            group.Clear();
        }
    }

    private async Task<int> EnqueueAsync(PendingWrite write, CancellationToken cancellation)
    {
        if (Interlocked.Add(ref size, write.Size) > options.MaxWaitingEvents || !waiting.Writer.TryWrite(write))
        {
            Interlocked.Add(ref size, -write.Size);
            throw RequestRefusedException.Busy("too many events wait to be written");
        }

        metrics.EventsWait(write.Size);
        return await write.Done.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task WriteAsync(List<PendingWrite> group)
    {
        RequestRefusedException? refusal = null;
        try
        {
            await store.WriteAsync(group).ConfigureAwait(false);
            metrics.EventsWritten(group.Sum(write => write.Events.Count));
        }
        catch (Exception error)
        {
            logger.LogError("{Writes} writes of events failed: {Failure}", group.Count, error is ElboException ? error.Message : FailureText.Of(error));
            refusal = RequestRefusedException.Busy("the store of events cannot be written to");
        }

        // Room is made before the answers go out, so that whoever is answered finds it.
        int written = group.Sum(write => write.Size);
        Interlocked.Add(ref size, -written);
        metrics.EventsWait(-written);
        foreach (PendingWrite write in group)
        {
            if (refusal is null)
            {
                write.Confirm();
            }
            else
            {
                write.Fail(refusal);
            }
        }
    }
}
