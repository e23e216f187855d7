using System.Threading.Channels;

namespace Elbo.Inference.Ranking;

/// <summary>
/// Joins requests that wait at the same time into one run of the model. While nothing runs a request goes at once; nobody waits for
/// others to come.
/// </summary>
internal sealed class Batcher : IDisposable
{
    private readonly Channel<Waiting> channel = Channel.CreateUnbounded<Waiting>();
    private readonly Answerer answerer;
    private readonly int most;
    private readonly Task[] workers;

    public Batcher(Answerer answerer, int most, int workers)
    {
        this.answerer = answerer;
        this.most = most;
        this.workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>Answers a query with the next run; the caller stops waiting when it is cancelled.</summary>
    public Task<Recommendations> AnswerAsync(Query query, CancellationToken cancellation)
    {
        Waiting waiting = new(query, cancellation);
        BatchMetrics.Waiting.Add(1);
        if (!channel.Writer.TryWrite(waiting))
        {
            BatchMetrics.Waiting.Add(-1);
            throw new ObjectDisposedException(nameof(Recommender));
        }

        return waiting.Answer.Task.WaitAsync(cancellation);
    }

    /// <summary>Answers what still waits and ends.</summary>
    public void Dispose()
    {
        channel.Writer.TryComplete();
        Task.WaitAll(workers);
    }

    private async Task WorkAsync()
    {
        List<Waiting> batch = new(most);
        while (await channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < most && channel.Reader.TryRead(out Waiting? waiting))
            {
                BatchMetrics.Waiting.Add(-1);
                if (waiting.Cancellation.IsCancellationRequested)
                {
                    waiting.Answer.TrySetCanceled(waiting.Cancellation);
                }
                else
                {
                    batch.Add(waiting);
                }
            }

            Answer(batch);
            batch.Clear();
        }
    }

    private void Answer(List<Waiting> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        BatchMetrics.Size.Record(batch.Count);
        try
        {
            answerer.Answer([.. batch.Select(waiting => waiting.Query)], (place, answer) => batch[place].Answer.TrySetResult(answer));
        }
        catch (Exception error) when (batch.Count > 1)
        {
            // Whose request failed is not known: each is tried alone, so that none suffers for another.
            _ = error;
            foreach (Waiting waiting in batch.Where(waiting => !waiting.Answer.Task.IsCompleted))
            {
                Answer([waiting]);
            }
        }
        catch (Exception error)
        {
            batch[0].Answer.TrySetException(error);
        }
    }

    private sealed record Waiting(Query Query, CancellationToken Cancellation)
    {
        public TaskCompletionSource<Recommendations> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
