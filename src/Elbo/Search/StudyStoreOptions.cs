namespace Elbo.Search;

/// <summary>How workers share a store.</summary>
public sealed record StudyStoreOptions
{
    /// <summary>How long a trial stays a worker's own without a sign of life; default a minute.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a locked or slow store is waited for; default 30 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
