namespace Elbo.Server.Events;

/// <summary>A queued write.</summary>
/// <param name="Events">Events to store; empty for a deletion.</param>
/// <param name="UserToDelete">The user whose events to delete; null to store events.</param>
internal sealed record PendingWrite(IReadOnlyList<UserEvent> Events, string? UserToDelete)
{
    private readonly TaskCompletionSource<int> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the write is durable, with the number of events stored or deleted.</summary>
    public Task<int> Completion => completion.Task;

    /// <summary>Its share of the queue's capacity.</summary>
    public int QueueSize => Math.Max(1, Events.Count);

    /// <summary>The number of events stored or deleted, reported once the transaction is committed.</summary>
    public int AffectedRows { get; set; }

    public void Complete() => completion.TrySetResult(AffectedRows);

    public void Fail(Exception error) => completion.TrySetException(error);
}

/// <summary>A user's interaction with an item.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Time">When it happened, in milliseconds since 1970.</param>
internal readonly record struct UserEvent(string User, string Item, long Time);
