using Elbo.Server.Errors;
using Elbo.Server.Security;

namespace Elbo.Tests.Server;

public class FairnessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_client_holds_at_most_what_is_still_free()
    {
        FairShare share = new(8);
        List<FairShare.Share> busy = [];
        while (share.TryAcquire("busy") is { } taken)
        {
            busy.Add(taken);
        }

        Assert.Equal(4, busy.Count);
        using FairShare.Share? first = share.TryAcquire("other");
        using FairShare.Share? second = share.TryAcquire("other");
        Assert.NotNull(second);
        Assert.Null(share.TryAcquire("other"));
        busy.ForEach(taken => taken.Dispose());
        Assert.NotNull(share.TryAcquire("other"));
    }

    [Fact]
    public void A_share_returns_all_it_grew_to()
    {
        FairShare share = new(10);
        using (FairShare.Share large = share.Open("a"))
        {
            Assert.True(large.TryGrow(3));
            Assert.True(large.TryGrow(2));
            Assert.False(large.TryGrow(1));
        }

        Assert.NotNull(share.TryAcquire("b", 10));
    }

    [Fact]
    public async Task Waiting_clients_take_turns()
    {
        FairQueue queue = new(1);
        FairQueue.Turn running = await queue.EnterAsync("a", Stop);
        List<string> order = [];
        Task[] jobs = [.. ((string[])["a1", "a2", "a3", "b1", "b2", "c1"]).Select(RunAsync)];

        running.Dispose();
        await Task.WhenAll(jobs);

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], order);
        async Task RunAsync(string job)
        {
            using (await queue.EnterAsync(job[..1], Stop))
            {
                order.Add(job);
            }
        }
    }

    [Fact]
    public async Task A_cancelled_job_gives_its_turn_to_the_next()
    {
        FairQueue queue = new(1);
        FairQueue.Turn running = await queue.EnterAsync("a", Stop);
        using CancellationTokenSource cancellation = new();
        Task<FairQueue.Turn> cancelled = queue.EnterAsync("a", cancellation.Token).AsTask();
        Task<FairQueue.Turn> next = queue.EnterAsync("a", Stop).AsTask();

        await cancellation.CancelAsync();
        running.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        (await next).Dispose();
        (await queue.EnterAsync("b", Stop)).Dispose();
    }

    [Fact]
    public async Task A_client_may_only_queue_so_many_jobs()
    {
        FairQueue queue = new(1, maxQueued: 1);
        using FairQueue.Turn running = await queue.EnterAsync("a", Stop);
        Task<FairQueue.Turn> waiting = queue.EnterAsync("a", Stop).AsTask();

        await Assert.ThrowsAsync<ProblemException>(async () => await queue.EnterAsync("a", Stop));
        Assert.False(queue.EnterAsync("b", Stop).AsTask().IsFaulted);
        Assert.False(waiting.IsCompleted);
    }
}
