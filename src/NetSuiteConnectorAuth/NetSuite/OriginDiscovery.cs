using NetSuiteConnectorAuth.NetSuite.Answers;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>Where an account answers, when an account is about to be connected.</summary>
public sealed class OriginDiscovery(NetSuiteClient client, NetSuiteEndpoints endpoints, TimeProvider time)
{
    /// <summary>The code in a callback lives a minute: what is only a second opinion must not use it up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// By NetSuite's own word; when discovery is off or down, by the configured templates. Null when NetSuite does not know the account.
    /// </summary>
    public async Task<AccountOrigins?> FindAsync(AccountId account, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var discovery = await client.DiscoverAsync(account, limit.Token);
            return discovery.Succeeded(out var found, out _)
                ? (found as AccountDiscovery.Found)?.Origins
                : endpoints.Origins(account);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return endpoints.Origins(account);
        }
    }
}
