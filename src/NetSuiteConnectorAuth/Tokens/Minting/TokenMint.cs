using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Asks NetSuite for a token with the certificate that signs, and writes down what was observed. At most two attempts for the tenant's own
/// scopes, both within one request time-out. It takes no cancellation, for it is nobody's request: callers come and go.
/// </summary>
public sealed partial class TokenMint(
    CertificateLogin login,
    CertificateWitness witness,
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    TokenMetrics metrics,
    TimeProvider time,
    ILogger<TokenMint> logger)
{
    private const string Actor = "token";

    /// <summary>Of refusals that go on, each so many-th asks the list.</summary>
    private const int RefusalsALook = 6;

    public async Task<MintOutcome> MintAsync(TokenKey key, TenantSnapshot tenant, MintTrigger trigger)
    {
        var started = time.GetTimestamp();
        var outcome = await AskAsync(key, tenant);
        metrics.Minted(trigger, outcome.Answer, time.GetElapsedTime(started));
        return outcome;
    }

    private async Task<MintOutcome> AskAsync(TokenKey key, TenantSnapshot tenant)
    {
        var now = time.GetUtcNow();
        var certificates = await contexts.ActivatedCertificatesAsync(key.Tenant, CancellationToken.None);
        if (CertificatePolicy.Signing(now, certificates) is not { } certificate)
        {
            return await WithoutCertificateAsync(key, certificates, now);
        }

        var fallback = CertificatePolicy.Fallback(now, certificate, certificates);
        var minted = await MintAsync(key, tenant, certificate, fallback);
        if (minted.Succeeded(out var token, out var failure))
        {
            var issued = new AccessToken(token.AccessToken, time.GetUtcNow(), token.ExpiresAt);
            await KeepAsync(key, issued);
            return new MintOutcome(new TokenAnswer.Issued(issued, tenant, key.Scopes), null);
        }

        if (key.Scopes == tenant.Scopes || failure.Kind is FailureKind.Transient or FailureKind.Throttled)
        {
            return await FailedAsync(key, certificate, failure);
        }

        // What one request asked for is not ticked on the record; what the tenant lives by is its own.
        return failure.Code is FailureCodes.InvalidScope or FailureCodes.InsufficientScope
            ? ScopesRefused(key, failure)
            : await WithOwnScopesAsync(key, tenant, certificate, failure, mayConfirm: fallback is null);
    }

    /// <summary>
    /// What one job asks for says nothing about the tenant. NetSuite has a word for scopes that it does not give, and nobody promises that it
    /// uses it: so the tenant's own scopes are asked for, and only when they are refused too, it is the connection that is refused.
    /// </summary>
    private async Task<MintOutcome> WithOwnScopesAsync(
        TokenKey key, TenantSnapshot tenant, Certificate certificate, NetSuiteFailure refusal, bool mayConfirm)
    {
        var own = key with { Scopes = tenant.Scopes };
        var minted = await login.MintAsync(certificate, own.Scopes, CancellationToken.None);
        if (!minted.Succeeded(out var token, out var failure))
        {
            return await FailedAsync(
                own,
                certificate,
                failure with { IsConfirmed = mayConfirm && failure.Kind is FailureKind.Permanent && refusal.Kind is FailureKind.Permanent });
        }

        await KeepAsync(own, new AccessToken(token.AccessToken, time.GetUtcNow(), token.ExpiresAt));

        // The connection is well; was it the scopes, or a moment that has passed?
        if (!(await login.MintAsync(certificate, key.Scopes, CancellationToken.None)).Succeeded(out token, out failure))
        {
            return failure.Kind is FailureKind.Transient or FailureKind.Throttled
                ? await FailedAsync(key, certificate, failure)
                : ScopesRefused(key, refusal);
        }

        var issued = new AccessToken(token.AccessToken, time.GetUtcNow(), token.ExpiresAt);
        await KeepAsync(key, issued);
        return new MintOutcome(new TokenAnswer.Issued(issued, tenant, key.Scopes), null);
    }

    private MintOutcome ScopesRefused(TokenKey key, NetSuiteFailure refusal)
    {
        Log.ScopesRefused(logger, key.Tenant.Value, key.Scopes.Value, refusal.Code);
        return new MintOutcome(new TokenAnswer.Refused(TokenRefusal.InvalidScope), FailureKind.Permanent);
    }

    /// <summary>
    /// A refusal is believed when a second, fresh assertion meets it too. While the certificate before this one drains, that one is tried
    /// instead, for a node of NetSuite's may not know the new one yet; that it is refused as well says nothing of the new one.
    /// </summary>
    private async Task<NetSuiteResult<MintedToken>> MintAsync(TokenKey key, TenantSnapshot tenant, Certificate signing, Certificate? fallback)
    {
        if (fallback is null)
        {
            // Of scopes that are not the tenant's own, theirs are the second attempt.
            return key.Scopes == tenant.Scopes
                ? await login.MintForSureAsync(signing, key.Scopes, CancellationToken.None)
                : await login.MintAsync(signing, key.Scopes, CancellationToken.None);
        }

        var first = await login.MintAsync(signing, key.Scopes, CancellationToken.None);
        if (first.Succeeded(out _, out var refusal)
            || refusal is { Kind: FailureKind.Transient or FailureKind.Throttled } or { Code: FailureCodes.InvalidScope or FailureCodes.InsufficientScope })
        {
            return first;
        }

        var second = await login.MintAsync(fallback, key.Scopes, CancellationToken.None);
        if (second.Succeeded(out _, out _))
        {
            Log.FellBack(logger, key.Tenant.Value, refusal.Code, signing.Id, fallback.Id);
            return second;
        }

        return refusal;
    }

    private async Task<MintOutcome> WithoutCertificateAsync(TokenKey key, List<Certificate> certificates, DateTimeOffset now)
    {
        if (CertificatePolicy.WillSign(now, certificates))
        {
            return new MintOutcome(new TokenAnswer.Refused(TokenRefusal.NetSuiteUnavailable), FailureKind.Transient);
        }

        if (await ObserveAsync(key, (db, tenant) => BrokenConnection.RecordAsync(db, tenant, ConnectionPolicy.CertificateExpired, Actor, now, default)))
        {
            Log.Broken(logger, key.Tenant.Value, ConnectionPolicy.CertificateExpired);
        }

        return new MintOutcome(new TokenAnswer.Refused(TokenRefusal.ReconnectRequired), null);
    }

    private async Task<MintOutcome> FailedAsync(TokenKey key, Certificate certificate, NetSuiteFailure failure)
    {
        if (failure.Kind is FailureKind.Transient or FailureKind.Throttled)
        {
            await ObserveAsync(key, (_, tenant) =>
            {
                // The same failure again is not worth a row: a dead NetSuite is asked often.
                if (tenant.HealthReason != failure.Code)
                {
                    Log.NotMinted(logger, key.Tenant.Value, failure.Code, failure.LoggedStatus);
                    tenant.TokenFailed(failure.Code, time.GetUtcNow());
                }

                return Task.FromResult(false);
            });
            return new MintOutcome(new TokenAnswer.Refused(RefusalOf(failure.Kind), failure.RetryAfter), failure.Kind);
        }

        var refusalsBefore = await RefusalsAsync(key.Tenant);
        var sight = failure.IsConfirmed || refusalsBefore % RefusalsALook == 0
            ? await witness.LookAsync(certificate, CancellationToken.None)
            : CertificateSight.Unknown;
        var reason = ConnectionPolicy.ReasonOf(failure.Code, sight, certificate.Account.Environment);
        var isNews = false;
        var isBroken = await ObserveAsync(key, async (db, tenant) =>
        {
            var now = time.GetUtcNow();
            if (!tenant.TokenRefused(failure.Code, now).IsApplied)
            {
                // Another request was told before this one, and memory may hear of it only in a moment.
                return tenant.Status is TenantStatus.ReconnectRequired;
            }

            if (ConnectionPolicy.IsBroken(failure, sight, tenant.RefusedSince!.Value, tenant.Refusals, now))
            {
                return isNews = await BrokenConnection.RecordAsync(db, tenant, reason, Actor, now, default);
            }

            if (await db.Upkeeps.FindAsync(key.Tenant) is { } upkeep)
            {
                // It shall be known also when no job asks again.
                upkeep.ReviewBy(now + UpkeepPolicy.ReviewBackOff(0));
            }

            return false;
        });
        Log.NotMinted(logger, key.Tenant.Value, failure.Code, failure.LoggedStatus);
        if (isNews)
        {
            Log.Broken(logger, key.Tenant.Value, reason);
        }

        return isBroken
            ? new MintOutcome(new TokenAnswer.Refused(TokenRefusal.ReconnectRequired), null)
            : new MintOutcome(new TokenAnswer.Refused(RefusalOf(failure.Kind), failure.RetryAfter), failure.Kind);
    }

    private async Task<int> RefusalsAsync(TenantName name)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await db.Tenants.Where(t => t.Name == name).Select(t => t.Refusals).SingleOrDefaultAsync();
    }

    /// <param name="kind">Permanent only when a second attempt could not confirm it.</param>
    private static TokenRefusal RefusalOf(FailureKind kind) => kind switch
    {
        FailureKind.Throttled => TokenRefusal.NetSuiteThrottled,
        FailureKind.Ambiguous or FailureKind.Permanent => TokenRefusal.NetSuiteAmbiguous,
        _ => TokenRefusal.NetSuiteUnavailable,
    };

    /// <summary>A token NetSuite gave is handed out even when it cannot be stored: it is then only not there after a restart.</summary>
    private async Task KeepAsync(TokenKey key, AccessToken token)
    {
        try
        {
            await contexts.CommitAsync(
                async db =>
                {
                    var tenant = await db.Tenants.SingleAsync(t => t.Name == key.Tenant);
                    if (tenant.Generation != key.Generation || !tenant.TokenIssued(time.GetUtcNow()).IsApplied)
                    {
                        return false;
                    }

                    var cipher = protector.Protect(token.Value, SecretPurpose.AccessToken, StoredToken.OwnerOf(key));
                    var row = await db.Tokens.FindAsync(key.Tenant, key.Generation, key.Scopes);
                    if (row is null)
                    {
                        db.Tokens.Add(StoredToken.Of(key, token, cipher));
                    }
                    else
                    {
                        row.Replace(cipher, token.IssuedAt, token.ExpiresAt);
                    }

                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception e) when (e is DbUpdateException || StoreFailures.IsUnavailable(e))
        {
            Log.NotStored(logger, key.Tenant.Value, e);
        }
    }

    /// <summary>
    /// Writes an observation about this generation; one about an older generation says nothing of the present. Answers what
    /// <paramref name="observe"/> did, false when it was not asked or the store does not work.
    /// </summary>
    private async Task<bool> ObserveAsync(TokenKey key, Func<ConnectorDbContext, Tenant, Task<bool>> observe)
    {
        try
        {
            return await contexts.CommitAsync(
                async db =>
                {
                    var tenant = await db.Tenants.SingleAsync(t => t.Name == key.Tenant);
                    return tenant.Generation == key.Generation && await observe(db, tenant);
                },
                CancellationToken.None);
        }
        catch (Exception e) when (e is DbUpdateException || StoreFailures.IsUnavailable(e))
        {
            Log.NotStored(logger, key.Tenant.Value, e);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Warning, "{Tenant}: NetSuite issued no token: {Failure} ({Status})")]
        public static partial void NotMinted(ILogger logger, string tenant, string failure, string status);

        [LoggerMessage(304, LogLevel.Warning, "{Tenant}: the connection is broken and a person must connect it again: {Reason}")]
        public static partial void Broken(ILogger logger, string tenant, string reason);

        [LoggerMessage(303, LogLevel.Warning, "{Tenant}: NetSuite gives no token for the scopes {Scopes} ({Failure}): are they ticked on the integration record?")]
        public static partial void ScopesRefused(ILogger logger, string tenant, string scopes, string failure);

        [LoggerMessage(302, LogLevel.Warning, "{Tenant}: NetSuite refuses certificate {Signing} ({Failure}) and takes the one before it, {Fallback}")]
        public static partial void FellBack(ILogger logger, string tenant, string failure, string signing, string fallback);

        [LoggerMessage(301, LogLevel.Error, "{Tenant}: what NetSuite answered could not be stored")]
        public static partial void NotStored(ILogger logger, string tenant, Exception exception);
    }
}
