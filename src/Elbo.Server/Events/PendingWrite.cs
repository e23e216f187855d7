namespace Elbo.Server.Events;

/// <summary>What waits to be written, and whoever waits for it.</summary>
/// <param name="Events">Events to store; empty for a person to forget.</param>
/// <param name="Forget">The person to forget; null for events to store.</param>
internal sealed record PendingWrite(IReadOnlyList<UserEvent> Events, string? Forget)
{
    private readonly TaskCompletionSource<int> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once the write is durable: the events stored or deleted.</summary>
    public Task<int> Done => done.Task;

    /// <summary>How much of the queue it takes.</summary>
    public int Size => Math.Max(1, Events.Count);

    /// <summary>The number of events stored or deleted, told once the transaction is committed.</summary>
    public int Rows { get; set; }

    public void Confirm() => done.TrySetResult(Rows);

    public void Fail(Exception error) => done.TrySetException(error);
}
