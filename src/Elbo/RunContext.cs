using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Elbo;

/// <summary>What a run takes from its surroundings, so that nothing reaches for it by itself.</summary>
public sealed record RunContext
{
    /// <summary>Seed of every random draw; default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Where tensors live: "cpu", "cuda" or "cuda:n"; default "cpu".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads that torch may use; default the machine's processors. The same count gives the same numbers.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where messages go; default nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Ends a long run early; it saves what it has and throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }
}
