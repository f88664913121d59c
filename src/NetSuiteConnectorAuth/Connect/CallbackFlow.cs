using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// The admin comes back from NetSuite. In this order: redeem the state, judge the rest, write down that the code is about to be
/// exchanged, exchange it once, hand over to issuance.
/// </summary>
public sealed partial class CallbackFlow(
    ConsentRedemption redemption,
    IssuanceJournal journal,
    IDbContextFactory<ConnectorDbContext> contexts,
    AnotherTry anotherTry,
    NetSuiteClient client,
    OriginDiscovery discovery,
    NetSuiteOptions netSuite,
    ConnectOptions options,
    ListenOptions listen,
    TimeProvider time,
    ILogger<CallbackFlow> logger)
{
    public async Task<ConnectOutcome> CompleteAsync(CallbackQuery query, Secret? browser, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(query.State))
        {
            return new ConnectOutcome.Refused(query.HasDuplicates ? "callback_invalid" : "state_missing");
        }

        RedeemedConsent redeemed;
        try
        {
            redeemed = await redemption.RedeemAsync(query.State, cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e))
        {
            // Nothing was redeemed and nothing sent: the same callback works again.
            Log.StoreUnavailable(logger, e);
            return new ConnectOutcome.Refused("temporarily_unavailable");
        }

        var (consent, verifier, refusal) = redeemed;
        var isOurBrowser = consent is not null && consent.BrowserHash == browser?.Hash();
        if (consent is null || refusal is not null)
        {
            return Refuse(refusal!, consent, mayRetry: isOurBrowser && !await IsLinkAtWorkAsync(consent!, cancellationToken));
        }

        if (!isOurBrowser)
        {
            return Refuse("browser_mismatch", consent);
        }

        try
        {
            // The state is spent, so no other callback can finish this consent: from here on the browser may go away.
            return await CompleteAsync(query, consent, verifier!);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e))
        {
            Log.StoreUnavailable(logger, e);
            return Refuse("exchange_failed", consent, mayRetry: true);
        }
    }

    private async Task<ConnectOutcome> CompleteAsync(CallbackQuery query, ConsentState consent, Secret verifier)
    {
        if (!netSuite.Integrations.TryGetValue(consent.Integration, out var integration))
        {
            // Taken out of our configuration since: nothing NetSuite or the admin could mend.
            return await RefuseAsync("exchange_failed", consent);
        }

        if (Judge(query, consent, integration, out var account) is { } refusal)
        {
            return await RefuseAsync(refusal, consent, account);
        }

        if (await discovery.FindAsync(account!, CancellationToken.None) is not { } origins)
        {
            return await RefuseAsync("account_invalid", consent);
        }

        _ = query.TryReadIdentity(out var role, out var entity);
        var identity = new ConsentedIdentity(account!, role, entity, origins.Rest, origins.Restlet);
        var tenant = consent.Tenant ?? TenantName.Parse(account!.HostLabel);
        var origin = new IssuanceOrigin(consent.LinkId, consent.LinkExpiresAt, consent.PinnedAccount, consent.ReturnUrl);
        var (issuance, objection) = await journal.BeginAsync(tenant, integration, identity, origin, CancellationToken.None);
        if (issuance is null)
        {
            return await RefuseAsync(objection!, consent, account);
        }

        var grant = await client.ExchangeCodeAsync(account!, integration, query.Code!, verifier, listen.PublicUrl("/callback"), CancellationToken.None);
        if (!grant.Succeeded(out var tokens, out var failure))
        {
            Log.ExchangeFailed(logger, issuance.Tenant.Value, failure.Code, failure.LoggedStatus);
            await journal.ExchangeFailedAsync(issuance, CancellationToken.None);
            return Refuse("exchange_failed", consent, mayRetry: true);
        }

        if (!await KeepAsync(issuance, tokens))
        {
            // Nobody will ever use these tokens, so they do not stay good for days.
            await ForgetAsync(account!, integration, tokens);
            return Refuse("exchange_failed", consent, mayRetry: true);
        }

        Log.Consented(logger, issuance.Tenant.Value, account!.Value, role, entity);
        return new ConnectOutcome.Accepted(issuance.Id, issuance.Tenant.Value, options.Allowed(consent.ReturnUrl));
    }

    /// <summary>False when the tokens are of no use: a newer consent took over, or the store does not work now and the issuance ends with its lease.</summary>
    private async Task<bool> KeepAsync(Issuance issuance, ConsentGrant tokens)
    {
        try
        {
            return await journal.ExchangedAsync(issuance, tokens, CancellationToken.None);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e))
        {
            Log.StoreUnavailable(logger, e);
            return false;
        }
    }

    private Task ForgetAsync(AccountId account, IntegrationOptions integration, ConsentGrant tokens) =>
        tokens.RefreshToken is { } refresh ? client.RevokeTokenAsync(account, integration, refresh, CancellationToken.None) : Task.CompletedTask;

    /// <summary>The code of the first thing wrong with the callback; null when it may go on.</summary>
    private static string? Judge(CallbackQuery query, ConsentState consent, IntegrationOptions integration, out AccountId? account)
    {
        account = null;
        if (query.HasDuplicates)
        {
            return "callback_invalid";
        }

        if (query.Error is { } error)
        {
            return ErrorShape().IsMatch(error) && !ConnectProblems.IsOurOwn(error) ? error : "netsuite_error";
        }

        if (query.Code is null)
        {
            return "callback_invalid";
        }

        if (!query.TryReadAccount(out account))
        {
            return "account_invalid";
        }

        if (consent.PinnedAccount is not null && consent.PinnedAccount != account)
        {
            return "account_mismatch";
        }

        if (!query.TryReadIdentity(out var role, out _))
        {
            return "callback_invalid";
        }

        return integration.AllowedRoles.Count > 0 && !integration.AllowedRoles.Contains(role) ? "role_not_allowed" : null;
    }

    /// <summary>Refuses a callback of the browser that began: the tenant remembers why, and another try is offered.</summary>
    private async Task<ConnectOutcome> RefuseAsync(string code, ConsentState consent, AccountId? approvedIn = null)
    {
        if (consent.Tenant is not null)
        {
            await contexts.CommitAsync(
                async db => (await db.Tenants.FindAsync(consent.Tenant))?.ConsentFailed(code, time.GetUtcNow()), CancellationToken.None);
        }

        // Used is what the journal says when another browser has finished the link.
        var refused = Refuse(code, consent, mayRetry: code is not "state_used");
        return code is "account_mismatch" ? refused with { Accounts = new AccountMixUp(approvedIn!, MeantFor(consent, approvedIn!)) } : refused;
    }

    /// <summary>Nothing when that was the account: then the tenant is another's, and whose is not for this person to know.</summary>
    private static AccountId? MeantFor(ConsentState consent, AccountId approvedIn) =>
        consent.PinnedAccount == approvedIn ? null : consent.PinnedAccount;

    private ConnectOutcome.Refused Refuse(string code, ConsentState? consent, bool mayRetry = false)
    {
        Log.Refused(logger, consent?.Tenant?.Value, code);
        return new ConnectOutcome.Refused(
            code,
            consent?.Tenant?.Value,
            options.Allowed(consent?.ReturnUrl),
            mayRetry ? anotherTry.After(consent!) : null);
    }

    /// <summary>
    /// A link that has made its connection is not offered again, for it would only say so; nor one whose connection is being made, for
    /// another consent would begin that anew.
    /// </summary>
    private async Task<bool> IsLinkAtWorkAsync(ConsentState consent, CancellationToken cancellationToken)
    {
        if (consent.LinkId is null)
        {
            return false;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Issuances.ConnectedBy(consent.LinkId).AnyAsync(cancellationToken)
            || await db.Issuances.AnyAsync(i => i.LinkId == consent.LinkId && i.ClosedAt == null, cancellationToken);
    }

    [GeneratedRegex(@"\A[a-z_]{1,40}\z")]
    private static partial Regex ErrorShape();

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Information, "{Tenant}: consent given in {Account} as role {Role}, entity {Entity}")]
        public static partial void Consented(ILogger logger, string tenant, string account, int role, int entity);

        [LoggerMessage(111, LogLevel.Information, "{Tenant}: callback refused: {Code}")]
        public static partial void Refused(ILogger logger, string? tenant, string code);

        [LoggerMessage(112, LogLevel.Warning, "{Tenant}: NetSuite did not exchange the code: {Failure} ({Status})")]
        public static partial void ExchangeFailed(ILogger logger, string tenant, string failure, string status);

        [LoggerMessage(113, LogLevel.Error, "A callback could not be taken: the store or the key ring does not work now")]
        public static partial void StoreUnavailable(ILogger logger, Exception exception);
    }
}
