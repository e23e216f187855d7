using Microsoft.Extensions.Logging;

namespace Elbo.Tests.Tracking;

/// <summary>Records warnings from any thread.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly List<string> warnings = [];
    private readonly TaskCompletionSource warned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the first warning.</summary>
    public Task Warned => warned.Task;

    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (warnings)
            {
                return [.. warnings];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (warnings)
        {
            warnings.Add(formatter(state, exception));
        }

        warned.TrySetResult();
    }
}
