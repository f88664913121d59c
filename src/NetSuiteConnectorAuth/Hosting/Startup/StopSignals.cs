using System.Runtime.InteropServices;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// SIGTERM and Ctrl+C from the first moment on. The host listens to them only once it starts, and until then either would end the process
/// as if it had failed: a supervisor that changes its mind early would report a broken service.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal)];
    }

    public CancellationToken Requested => _requested.Token;

    // The source is not disposed: a signal may still be on its way to us, and it holds nothing.
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _requested.Cancel();
    }
}
