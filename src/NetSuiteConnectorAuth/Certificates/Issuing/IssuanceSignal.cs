using System.Threading.Channels;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>Wakes the worker at once when there is something to do; it would find it at its next tick anyway.</summary>
public sealed class IssuanceSignal : WakeSignal;

/// <summary>The same for the reviews.</summary>
public sealed class UpkeepSignal : WakeSignal;

/// <summary>Tells a background loop not to sleep on. Several calls before it looks are one.</summary>
public abstract class WakeSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => _channel.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) => await _channel.Reader.ReadAsync(cancellationToken);
}
