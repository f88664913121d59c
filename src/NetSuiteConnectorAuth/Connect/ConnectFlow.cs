using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>An admin clicks Connect NetSuite: out to the consent page with a fresh state and PKCE challenge.</summary>
public sealed partial class ConnectFlow(
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    ConnectLinks links,
    NetSuiteEndpoints endpoints,
    NetSuiteOptions netSuite,
    ConnectOptions options,
    ListenOptions listen,
    TimeProvider time,
    ILogger<ConnectFlow> logger)
{
    /// <summary>Opens a link. May happen many times: mail scanners do it too.</summary>
    public async Task<ConnectOutcome> BeginAsync(string linkToken, Secret? browser, CancellationToken cancellationToken)
    {
        if (WhyNot(linkToken, out var link, out var integration) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return await BeginAsync(link, link!.Account, integration!, browser, cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e))
        {
            Log.StoreUnavailable(logger, e);
            return new ConnectOutcome.Refused("temporarily_unavailable", link!.Tenant.Value);
        }
    }

    /// <summary>What opening the link would be refused with; null when it leads to NetSuite. Changes nothing.</summary>
    public async Task<ConnectOutcome.Refused?> LookAsync(string linkToken, CancellationToken cancellationToken)
    {
        if (WhyNot(linkToken, out var link, out _) is { } refusal)
        {
            return refusal;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await IsUsedAsync(db, link!, cancellationToken) ? new ConnectOutcome.Refused("link_used", link!.Tenant.Value) : null;
    }

    /// <summary>Self-service: whoever comes connects the account they consent in. <paramref name="account"/> may be left open.</summary>
    public async Task<ConnectOutcome> BeginSelfServiceAsync(AccountId? account, Secret? browser, CancellationToken cancellationToken)
    {
        if (netSuite.DefaultIntegration is not { } integration)
        {
            return new ConnectOutcome.Refused("link_unknown");
        }

        try
        {
            return await BeginAsync(null, account, integration, browser, cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e))
        {
            Log.StoreUnavailable(logger, e);
            return new ConnectOutcome.Refused("temporarily_unavailable");
        }
    }

    private async Task<ConnectOutcome> BeginAsync(
        ConnectLink? link, AccountId? account, IntegrationOptions integration, Secret? browser, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = Secret.Random();
        var verifier = Secret.Random();
        browser ??= Secret.Random();

        var isUsed = await contexts.CommitAsync(
            async db =>
            {
                if (link is not null && await IsUsedAsync(db, link, cancellationToken))
                {
                    return true;
                }

                if (link is not null && await db.Tenants.FindAsync([link.Tenant], cancellationToken) is null)
                {
                    db.Tenants.Add(Tenant.Open(link.Tenant, integration.Name, ScopeSet.Of(integration.Scopes), now));
                }

                db.ConsentStates.Add(new ConsentState
                {
                    StateHash = state.Hash(),
                    Tenant = link?.Tenant,
                    Integration = integration.Name,
                    PinnedAccount = account,
                    LinkId = link?.Id,
                    LinkExpiresAt = link?.ExpiresAt,
                    ReturnUrl = link?.ReturnUrl,
                    Verifier = protector.Protect(verifier, SecretPurpose.CodeVerifier, state.Hash()),
                    BrowserHash = browser.Hash(),
                    CreatedAt = now,
                    ExpiresAt = now + options.StateLifetime,
                });
                return false;
            },
            cancellationToken);

        return isUsed
            ? new ConnectOutcome.Refused("link_used", link!.Tenant.Value)
            : new ConnectOutcome.GoToNetSuite(
                endpoints.AuthorizationRequest(account, integration, listen.PublicUrl("/callback"), state, verifier),
                browser);
    }

    /// <summary>What is wrong with the link itself, before the store is asked; null when nothing is.</summary>
    private ConnectOutcome.Refused? WhyNot(string linkToken, out ConnectLink? link, out IntegrationOptions? integration)
    {
        integration = null;
        if (!links.TryRead(linkToken, out link) || !netSuite.Integrations.TryGetValue(link.Integration, out integration))
        {
            return new ConnectOutcome.Refused("link_unknown");
        }

        return link.ExpiresAt <= time.GetUtcNow() ? new ConnectOutcome.Refused("link_expired", link.Tenant.Value) : null;
    }

    private static Task<bool> IsUsedAsync(ConnectorDbContext db, ConnectLink link, CancellationToken cancellationToken) =>
        db.Issuances.ConnectedBy(link.Id).AnyAsync(cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Error, "A connect link could not be opened: the store or the key ring does not work now")]
        public static partial void StoreUnavailable(ILogger logger, Exception exception);
    }
}
