using System.ComponentModel.DataAnnotations;
using Elbo.Server.Security;

namespace Elbo.Server.Options;

/// <summary>The settings under <c>Elbo</c>: in appsettings.json, in the environment as <c>ELBO__BUNDLE</c>, on the command line as <c>--Elbo:Bundle=</c>.</summary>
internal sealed record ServerOptions
{
    /// <summary>The bundle to serve.</summary>
    [Required]
    public string Bundle { get; init; } = "";

    /// <summary>Where events are kept: an SQLite file or a PostgreSQL connection string; default the bundle's name with <c>.events.db</c>.</summary>
    public string? EventStore { get; init; }

    /// <summary>Who may ask; default nobody needs a key, and only this machine is listened to.</summary>
    public ApiKey[] ApiKeys { get; init; } = [];

    /// <summary>True to answer everybody on any address without keys.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Names of this server that requests may ask for (Host), as <c>recommend.example.com</c> or <c>*.example.com</c>; default all, without keys this machine's own names.</summary>
    public string[] AllowedHosts { get; init; } = [];

    /// <summary>Requests a second for one key or address; 0 for no limit.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 5_000;

    /// <summary>Requests of the API answered at the same time; more are refused with 503.</summary>
    [Range(1, 100_000)]
    public int MaxConcurrentRequests { get; init; } = 256;

    /// <summary>Events that may wait to be written; more are refused with 503.</summary>
    [Range(1, 10_000_000)]
    public int MaxQueuedEvents { get; init; } = 10_000;

    /// <summary>The most recent different items of a person that make the history of their recommendations.</summary>
    [Range(1, 10_000)]
    public int MaxHistoryItems { get; init; } = 1_000;

    /// <summary>Seconds after which a request is given up with 503.</summary>
    [Range(0.1, 3600.0)]
    public double RequestTimeoutSeconds { get; init; } = 30;

    /// <summary>Seconds between looks at the bundle's file; 0 to load a new one only when asked to.</summary>
    [Range(0.0, 86_400.0)]
    public double ReloadCheckSeconds { get; init; } = 2;

    /// <summary>Seconds between "not ready" and the closing of the door when the server stops, for a load balancer to notice.</summary>
    [Range(0.0, 600.0)]
    public double DrainSeconds { get; init; }

    /// <summary>Threads of one run of the model.</summary>
    [Range(1, 1024)]
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Runs of the model at a time.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentRuns { get; init; } = 1;

    /// <summary>The most waiting requests that share one run of the model.</summary>
    [Range(1, 4096)]
    public int MaxBatchSize { get; init; } = 32;

    /// <summary>Where events are kept, as told or beside the bundle.</summary>
    public string EventStoreLocation => EventStore ?? Path.ChangeExtension(Bundle, ".events.db");
}
