using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace NetSuiteConnectorAuth.Client;

/// <summary>
/// The tokens of all tenants, for a job that builds its requests by itself. Asks the service when a token is due, once for all who
/// wait; while the service is away, a token that still lives is handed out.
/// </summary>
public sealed class NetSuiteTokens
{
    private readonly ConcurrentDictionary<TokenKey, TokenHolder> _holders = new();
    private readonly Lock _making = new();
    private readonly NetSuiteConnectorOptions _options;
    private readonly TokenEndpoint _endpoint;
    private readonly TimeProvider _time;

    internal NetSuiteTokens(IOptions<NetSuiteConnectorOptions> options, TokenEndpoint endpoint, TimeProvider time) =>
        (_options, _endpoint, _time) = (options.Value, endpoint, time);

    /// <summary>A token of this tenant that still lives.</summary>
    /// <exception cref="NetSuiteConnectorException">There is none; the exception says what to do.</exception>
    public Task<NetSuiteToken> GetTokenAsync(string tenant, CancellationToken cancellationToken = default) =>
        HolderOf(tenant).GetAsync(cancellationToken);

    /// <summary>
    /// NetSuite answered 401 to this token: another one, or the same again when the service thinks that it has just been replaced.
    /// While none is to be had, <see cref="GetTokenAsync"/> goes on giving this one to others: NetSuite's 401 need not be about the token.
    /// </summary>
    /// <exception cref="NetSuiteConnectorException">There is none; the exception says what to do.</exception>
    public Task<NetSuiteToken> ReplaceTokenAsync(NetSuiteToken rejected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        return HolderOf(rejected.Tenant).ReplaceAsync(rejected, cancellationToken);
    }

    private TokenHolder HolderOf(string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        var key = new TokenKey(_options.Endpoint!, _options.ClientId, tenant, _options.Scope);
        if (_holders.TryGetValue(key, out var holder))
        {
            return holder;
        }

        lock (_making)
        {
            MakeRoom();
            return _holders.GetOrAdd(key, _ => new TokenHolder(_options, _time, (demand, cancellation) => _endpoint.FetchAsync(key, demand, cancellation)));
        }
    }

    private void MakeRoom()
    {
        // Those who asked a holder that is dropped here still get their answer from it.
        while (_holders.Count >= _options.MaximumTokens)
        {
            _holders.TryRemove(_holders.MinBy(entry => entry.Value.EndsAt).Key, out _);
        }
    }
}
