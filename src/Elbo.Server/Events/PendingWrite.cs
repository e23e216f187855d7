namespace Elbo.Server.Events;

/// <summary>What waits to be written, and whoever waits for it.</summary>
/// <param name="Events">Events to store; empty for a person to forget.</param>
/// <param name="UserToDelete">The person to forget; null for events to store.</param>
internal sealed record PendingWrite(IReadOnlyList<UserEvent> Events, string? UserToDelete)
{
    private readonly TaskCompletionSource<int> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once the write is durable: the events stored or deleted.</summary>
    public Task<int> Completion => completion.Task;

    /// <summary>How much of the queue it takes.</summary>
    public int QueueSize => Math.Max(1, Events.Count);

    /// <summary>The number of events stored or deleted, told once the transaction is committed.</summary>
    public int AffectedRows { get; set; }

    public void Complete() => completion.TrySetResult(AffectedRows);

    public void Fail(Exception error) => completion.TrySetException(error);
}
