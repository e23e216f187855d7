using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Elbo.Tracking;

/// <summary>
/// A tracker on a server: figures wait in a bounded queue and are sent in the background. What the server does not take,
/// and what is left when the end of the run has waited long enough, goes to a file in the run folder.
/// </summary>
internal abstract class RemoteTracker : ITracker
{
    private const int MostPoints = 1000;

    private readonly TrackingOptions options;
    private readonly RunContext context;
    private readonly Channel<MetricPoint> queue;
    private readonly CancellationTokenSource ending = new();
    private readonly CancellationTokenSource givingUp;
    private readonly HashSet<string> said = [];
    private UndeliveredFile? undelivered;
    private Task delivery = Task.CompletedTask;
    private RunEnd? end;
    private bool refused;
    private bool disposed;

    protected RemoteTracker(TrackingOptions options, RunContext context)
    {
        this.options = options;
        this.context = context;
        givingUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, context.Clock);
        queue = Channel.CreateBounded<MetricPoint>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
    }

    public abstract string Name { get; }

    /// <summary>Where it sends to, as messages say it.</summary>
    protected abstract string Place { get; }

    /// <summary>What to look at where the server does not know the key.</summary>
    protected abstract string CredentialNames { get; }

    public void Started(TrackedRun run)
    {
        undelivered = new UndeliveredFile(Path.Combine(run.Folder, $"undelivered-{Name}.jsonl"));
        delivery = Task.Run(() => DeliverAsync(run, undelivered));
    }

    public void Log(MetricPoint point)
    {
        if (Wants(point) && !queue.Writer.TryWrite(point))
        {
            undelivered?.Add([point]);
        }
    }

    public void Ended(RunEnd end)
    {
        this.end = end;
        queue.Writer.TryComplete();
        ending.Cancel();
        givingUp.CancelAfter(TimeSpan.FromSeconds(options.FlushSeconds));
    }

    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        queue.Writer.TryComplete();
        ending.Cancel();
        if (end is null)
        {
            givingUp.Cancel();
        }

        delivery.GetAwaiter().GetResult();
        ending.Dispose();
        givingUp.Dispose();
        Close();
    }

    /// <summary>Opens the run on the server.</summary>
    protected abstract Task StartAsync(TrackedRun run, CancellationToken cancellation);

    /// <summary>Whether a point is to be sent at all.</summary>
    protected virtual bool Wants(MetricPoint point) => true;

    /// <summary>Sends figures in the order of time.</summary>
    protected abstract Task SendAsync(IReadOnlyList<MetricPoint> points, CancellationToken cancellation);

    /// <summary>Sends a file of the run folder.</summary>
    protected abstract Task UploadAsync(string file, CancellationToken cancellation);

    /// <summary>Closes the run on the server.</summary>
    protected abstract Task EndAsync(RunEnd end, CancellationToken cancellation);

    /// <summary>Releases what the tracker holds.</summary>
    protected abstract void Close();

    /// <summary>Says once that a request has failed and is tried again.</summary>
    protected void Trouble(string what) => Say("trouble", $"{what}; training goes on, and it is tried again");

    /// <summary>Says something once.</summary>
    protected void Say(string topic, string what)
    {
        if (said.Add(topic))
        {
            context.Logger.LogWarning("{Tracker} at {Place}: {What}", Name, Place, what);
        }
    }

    private async Task DeliverAsync(TrackedRun run, UndeliveredFile kept)
    {
        await AttemptAsync(token => StartAsync(run, token), () => kept.Add(run), isStart: true).ConfigureAwait(false);
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await GatherAsync().ConfigureAwait(false);
            List<MetricPoint> points = [];
            while (points.Count < MostPoints && queue.Reader.TryRead(out MetricPoint? point))
            {
                points.Add(point);
            }

            await AttemptAsync(token => SendAsync(points, token), () => kept.Add(points)).ConfigureAwait(false);
        }

        if (end is { } known)
        {
            foreach (string file in known.Files)
            {
                await AttemptAsync(token => UploadAsync(file, token), () => kept.Add(file)).ConfigureAwait(false);
            }

            await AttemptAsync(token => EndAsync(known, token), () => kept.Add(known)).ConfigureAwait(false);
        }

        if (kept.Count + kept.Lost > 0)
        {
            Say("undelivered", FormattableString.Invariant($"{kept.Count + kept.Lost} messages were not delivered")
                + (kept.Lost > 0 ? FormattableString.Invariant($", and {kept.Lost} of them could not be kept") : "")
                + $"; see {kept.Path}; the run folder itself has all figures");
        }
    }

    /// <summary>Does a piece of the delivery, or keeps what it was about.</summary>
    private async Task AttemptAsync(Func<CancellationToken, Task> deliver, Action keep, bool isStart = false)
    {
        if (refused || givingUp.IsCancellationRequested)
        {
            keep();
            return;
        }

        try
        {
            await deliver(givingUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            keep();
        }
        catch (TrackerRefusedException error) when (error.Credentials)
        {
            refused = true;
            keep();
            Say("credentials", $"{error.Message}; check {CredentialNames}; training goes on, and nothing more is sent");
        }
        catch (Exception error)
        {
            // Whatever it is, it must not reach the training. Without a run on the server nothing else can be sent.
            refused = isStart;
            keep();
            Say("refused", isStart ? $"{error.Message}; training goes on, and nothing is sent" : $"{error.Message}; training goes on");
        }
    }

    /// <summary>Waits a moment for more figures, so that they share a request.</summary>
    private async Task GatherAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(options.BatchSeconds), context.Clock, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run has ended: no more are coming.
        }
    }
}
