using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Elbo.Tracking;

/// <summary>
/// A tracker on a server: figures wait in a bounded queue and are sent in the background. What the server does not take,
/// and what is left when the end of the run has waited long enough, goes to a file in the run folder.
/// </summary>
internal abstract class RemoteTracker : ITracker
{
    private const int MaxPointsPerRequest = 1000;

    private readonly TrackingOptions options;
    private readonly RunContext context;
    private readonly Channel<MetricPoint> queue;
    private readonly CancellationTokenSource completing = new();
    private readonly CancellationTokenSource shutdown;
    private readonly HashSet<string> warnedTopics = [];
    private UndeliveredLog? undelivered;
    private Task delivery = Task.CompletedTask;
    private RunCompletion? completion;
    private bool isDisabled;
    private bool disposed;

    protected RemoteTracker(TrackingOptions options, RunContext context)
    {
        this.options = options;
        this.context = context;
        shutdown = new CancellationTokenSource(Timeout.InfiniteTimeSpan, context.Clock);
        queue = Channel.CreateBounded<MetricPoint>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
    }

    public abstract string Name { get; }

    /// <summary>Where it sends to, as messages say it.</summary>
    protected abstract string ServerAddress { get; }

    /// <summary>What to look at where the server does not know the key.</summary>
    protected abstract string CredentialNames { get; }

    public void Start(RunMetadata run)
    {
        undelivered = new UndeliveredLog(Path.Combine(run.Folder, $"undelivered-{Name}.jsonl"));
        delivery = Task.Run(() => DeliverAsync(run, undelivered));
    }

    public void Log(MetricPoint point)
    {
        if (ShouldSend(point) && !queue.Writer.TryWrite(point))
        {
            undelivered?.Add([point]);
        }
    }

    public void Complete(RunCompletion completion)
    {
        this.completion = completion;
        queue.Writer.TryComplete();
        completing.Cancel();
        shutdown.CancelAfter(TimeSpan.FromSeconds(options.FlushTimeoutSeconds));
    }

    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        queue.Writer.TryComplete();
        completing.Cancel();
        if (completion is null)
        {
            shutdown.Cancel();
        }

        delivery.GetAwaiter().GetResult();
        completing.Dispose();
        shutdown.Dispose();
        Close();
    }

    /// <summary>Opens the run on the server.</summary>
    protected abstract Task StartAsync(RunMetadata run, CancellationToken cancellationToken);

    /// <summary>Whether a point is to be sent at all.</summary>
    protected virtual bool ShouldSend(MetricPoint point) => true;

    /// <summary>Sends figures in the order of time.</summary>
    protected abstract Task SendAsync(IReadOnlyList<MetricPoint> points, CancellationToken cancellationToken);

    /// <summary>Sends a file of the run folder.</summary>
    protected abstract Task UploadAsync(string file, CancellationToken cancellationToken);

    /// <summary>Closes the run on the server.</summary>
    protected abstract Task EndAsync(RunCompletion completion, CancellationToken cancellationToken);

    /// <summary>Releases what the tracker holds.</summary>
    protected abstract void Close();

    /// <summary>Says once that a request has failed and is tried again.</summary>
    protected void WarnRetry(string message) => WarnOnce("trouble", $"{message}; training goes on, and it is tried again");

    /// <summary>Says something once.</summary>
    protected void WarnOnce(string topic, string message)
    {
        if (warnedTopics.Add(topic))
        {
            context.Logger.LogWarning("{Tracker} at {Place}: {What}", Name, ServerAddress, message);
        }
    }

    private async Task DeliverAsync(RunMetadata run, UndeliveredLog undeliveredLog)
    {
        await AttemptAsync(token => StartAsync(run, token), () => undeliveredLog.Add(run), isStart: true).ConfigureAwait(false);
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await WaitForBatchAsync().ConfigureAwait(false);
            List<MetricPoint> points = [];
            while (points.Count < MaxPointsPerRequest && queue.Reader.TryRead(out MetricPoint? point))
            {
                points.Add(point);
            }

            await AttemptAsync(token => SendAsync(points, token), () => undeliveredLog.Add(points)).ConfigureAwait(false);
        }

        if (completion is { } known)
        {
            foreach (string file in known.Files)
            {
                await AttemptAsync(token => UploadAsync(file, token), () => undeliveredLog.Add(file)).ConfigureAwait(false);
            }

            await AttemptAsync(token => EndAsync(known, token), () => undeliveredLog.Add(known)).ConfigureAwait(false);
        }

        if (undeliveredLog.Count + undeliveredLog.Lost > 0)
        {
            WarnOnce("undelivered", FormattableString.Invariant($"{undeliveredLog.Count + undeliveredLog.Lost} messages were not delivered")
                + (undeliveredLog.Lost > 0 ? FormattableString.Invariant($", and {undeliveredLog.Lost} of them could not be kept") : "")
                + $"; see {undeliveredLog.Path}; the run folder itself has all figures");
        }
    }

    /// <summary>Does a piece of the delivery, or keeps what it was about.</summary>
    private async Task AttemptAsync(Func<CancellationToken, Task> deliver, Action onFailure, bool isStart = false)
    {
        if (isDisabled || shutdown.IsCancellationRequested)
        {
            onFailure();
            return;
        }

        try
        {
            await deliver(shutdown.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            onFailure();
        }
        catch (TrackerRequestException error) when (error.IsUnauthorized)
        {
            isDisabled = true;
            onFailure();
            WarnOnce("credentials", $"{error.Message}; check {CredentialNames}; training goes on, and nothing more is sent");
        }
        catch (Exception error)
        {
            // Whatever it is, it must not reach the training. Without a run on the server nothing else can be sent.
            isDisabled = isStart;
            onFailure();
            WarnOnce("refused", isStart ? $"{error.Message}; training goes on, and nothing is sent" : $"{error.Message}; training goes on");
        }
    }

    /// <summary>Waits a moment for more figures, so that they share a request.</summary>
    private async Task WaitForBatchAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(options.BatchWindowSeconds), context.Clock, completing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run has ended: no more are coming.
        }
    }
}
