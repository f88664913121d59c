namespace NetSuiteConnectorAuth.Tokens;

/// <summary>A key in use. It stays usable until the lease is disposed, whatever happens to it in the cache meanwhile.</summary>
public sealed class SigningKeyLease : IDisposable
{
    private Action? _giveBack;

    internal SigningKeyLease(SigningKey key, Action giveBack) => (Key, _giveBack) = (key, giveBack);

    public SigningKey Key { get; }

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
