using System.Threading.Channels;
using Elbo.Ranking;

namespace Elbo.Inference.Scoring;

/// <summary>
/// Combines requests that are queued at the same time into one run of the model. An idle runner starts at once; it never waits for a
/// batch to fill.
/// </summary>
internal sealed class RequestBatcher : IDisposable
{
    private readonly Channel<PendingRequest> channel = Channel.CreateUnbounded<PendingRequest>();
    private readonly BatchRecommender recommender;
    private readonly int maxBatchSize;
    private readonly Task[] runners;

    public RequestBatcher(BatchRecommender recommender, int maxBatchSize, int maxConcurrentRuns)
    {
        this.recommender = recommender;
        this.maxBatchSize = maxBatchSize;
        runners = [.. Enumerable.Range(0, maxConcurrentRuns).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Queues a request for the next run; cancellation ends the wait.</summary>
    public Task<RecommendationResult> RecommendAsync(ResolvedRequest request, CancellationToken cancellationToken)
    {
        PendingRequest pending = new(request, cancellationToken);
        BatchMetrics.QueuedRequests.Add(1);
        if (!channel.Writer.TryWrite(pending))
        {
            BatchMetrics.QueuedRequests.Add(-1);
            throw new ObjectDisposedException(nameof(Recommender));
        }

        return pending.Completion.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Completes queued requests and stops.</summary>
    public void Dispose()
    {
        channel.Writer.TryComplete();
        Task.WaitAll(runners);
    }

    private async Task RunAsync()
    {
        List<PendingRequest> batch = new(maxBatchSize);
        while (await channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < maxBatchSize && channel.Reader.TryRead(out PendingRequest? pending))
            {
                BatchMetrics.QueuedRequests.Add(-1);
                if (pending.CancellationToken.IsCancellationRequested)
                {
                    pending.Completion.TrySetCanceled(pending.CancellationToken);
                }
                else
                {
                    batch.Add(pending);
                }
            }

            Recommend(batch);
            batch.Clear();
        }
    }

    private void Recommend(List<PendingRequest> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        BatchMetrics.BatchSize.Record(batch.Count);
        try
        {
            recommender.Recommend([.. batch.Select(pending => pending.Request)], (index, result) => batch[index].Completion.TrySetResult(result));
        }
        catch (Exception error) when (batch.Count > 1)
        {
            // Which request failed is unknown: run each alone, so that none fails because of another.
            _ = error;
            foreach (PendingRequest pending in batch.Where(pending => !pending.Completion.Task.IsCompleted))
            {
                Recommend([pending]);
            }
        }
        catch (Exception error)
        {
            batch[0].Completion.TrySetException(error);
        }
    }

    private sealed record PendingRequest(ResolvedRequest Request, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<RecommendationResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
