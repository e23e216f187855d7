using System.Runtime.InteropServices;

namespace Elbo.Cli;

/// <summary>Turns the first Ctrl-C or SIGTERM into a cancellation; the second ends the process.</summary>
internal sealed class ConsoleCancellation : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public ConsoleCancellation()
    {
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel)];
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Cancel(PosixSignalContext signal)
    {
        // The first signal is handled here; the second keeps its default action.
        signal.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
}
