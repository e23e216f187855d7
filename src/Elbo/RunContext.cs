using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Elbo;

/// <summary>The environment of a run in one object, so that no code reads it from statics.</summary>
public sealed record RunContext
{
    /// <summary>Seed of every random draw; default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>The device that holds tensors: "cpu", "cuda" or "cuda:n"; default "cpu".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads that torch may use; default the number of processors. Equal counts give equal results.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Receives messages; default none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Cancels a run; it saves its state and throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }
}
