using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Elbo.Tracking;

/// <summary>
/// A tracker that sends to a server in the background, from a bounded queue. Messages that the server rejects, or that are
/// still unsent when the flush timeout expires, are written to a file in the run folder.
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

    /// <summary>Address of the server for log messages.</summary>
    protected abstract string ServerAddress { get; }

    /// <summary>Settings to check if the server rejects the credentials.</summary>
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

    /// <summary>Whether a point should be sent at all.</summary>
    protected virtual bool ShouldSend(MetricPoint point) => true;

    /// <summary>Sends points in time order.</summary>
    protected abstract Task SendAsync(IReadOnlyList<MetricPoint> points, CancellationToken cancellationToken);

    /// <summary>Sends a file of the run folder.</summary>
    protected abstract Task UploadAsync(string file, CancellationToken cancellationToken);

    /// <summary>Closes the run on the server.</summary>
    protected abstract Task EndAsync(RunCompletion completion, CancellationToken cancellationToken);

    /// <summary>Releases the tracker's resources.</summary>
    protected abstract void Close();

    /// <summary>Warns once that a request has failed and will be retried.</summary>
    protected void WarnRetry(string message) => WarnOnce("trouble", $"{message}; training continues, retrying");

    /// <summary>Logs a warning once per topic.</summary>
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
            WarnOnce("undelivered", FormattableString.Invariant($"{undeliveredLog.Count + undeliveredLog.Lost} messages could not be sent")
                + (undeliveredLog.Lost > 0 ? FormattableString.Invariant($", and {undeliveredLog.Lost} of them could not be saved") : "")
                + $"; see {undeliveredLog.Path}; the run folder has all metrics");
        }
    }

    /// <summary>Runs one part of the delivery; on failure, saves the message.</summary>
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
            WarnOnce("credentials", $"{error.Message}; check {CredentialNames}; training continues, nothing more is sent");
        }
        catch (Exception error)
        {
            // No error may interrupt training. Without a run on the server nothing else can be sent.
            isDisabled = isStart;
            onFailure();
            WarnOnce("refused", isStart ? $"{error.Message}; training continues, nothing is sent" : $"{error.Message}; training continues");
        }
    }

    /// <summary>Waits briefly for more points, so that they share a request.</summary>
    private async Task WaitForBatchAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(options.BatchWindowSeconds), context.Clock, completing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run has ended: no more points will come.
        }
    }
}
