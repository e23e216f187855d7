using System.ComponentModel.DataAnnotations;
using Elbo.Server.Security;

namespace Elbo.Server.Options;

/// <summary>The settings under <c>Elbo</c>: in appsettings.json, in the environment as <c>ELBO__BUNDLE</c>, on the command line as <c>--Elbo:Bundle=</c>.</summary>
internal sealed record ServerOptions
{
    /// <summary>The bundle to serve.</summary>
    [Required]
    public string Bundle { get; init; } = "";

    /// <summary>Where events are stored: an SQLite file or a PostgreSQL connection string; default the bundle's name with <c>.events.db</c>.</summary>
    public string? EventStore { get; init; }

    /// <summary>The API keys; without any, no key is needed and the server only listens on loopback addresses.</summary>
    public ApiKey[] ApiKeys { get; init; } = [];

    /// <summary>True to allow anonymous access on any address.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Accepted Host headers, such as <c>recommend.example.com</c> or <c>*.example.com</c>; default all, or loopback names only if there are no keys.</summary>
    public string[] AllowedHosts { get; init; } = [];

    /// <summary>Requests per second of one key or address; 0 for no limit.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 5_000;

    /// <summary>Open connections, at most half of the process's file descriptors; at the limit the longest idle one is closed.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Concurrent API requests; more are rejected with 503. One client can use half of them, and the event store half of them.</summary>
    [Range(1, 100_000)]
    public int MaxConcurrentRequests { get; init; } = 512;

    /// <summary>Events that may be queued for writing; more are rejected with 503.</summary>
    [Range(1, 10_000_000)]
    public int MaxQueuedEvents { get; init; } = 10_000;

    /// <summary>Length of the history used for a stored user: the most recent distinct items.</summary>
    [Range(1, 10_000)]
    public int MaxHistoryItems { get; init; } = 1_000;

    /// <summary>Seconds after which a request times out with 503.</summary>
    [Range(0.1, 3600.0)]
    public double RequestTimeoutSeconds { get; init; } = 30;

    /// <summary>Seconds between checks of the bundle's file; 0 to reload only on request.</summary>
    [Range(0.0, 86_400.0)]
    public double ReloadCheckSeconds { get; init; } = 2;

    /// <summary>Seconds between "not ready" and the end of listening when the server stops, for a load balancer to notice.</summary>
    [Range(0.0, 600.0)]
    public double DrainSeconds { get; init; }

    /// <summary>Threads of one model run.</summary>
    [Range(1, 1024)]
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Concurrent model runs.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentRuns { get; init; } = 1;

    /// <summary>Maximum number of waiting requests that share one model run.</summary>
    [Range(1, 4096)]
    public int MaxBatchSize { get; init; } = 32;

    /// <summary>Where events are stored: as set, or next to the bundle.</summary>
    public string EventStoreLocation => EventStore ?? Path.ChangeExtension(Bundle, ".events.db");
}
