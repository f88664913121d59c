using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Asks NetSuite for a token with the certificate that signs, and writes down what was observed. At most two attempts a call, both within
/// one request time-out. It takes no cancellation, for it is nobody's request: callers come and go.
/// </summary>
public sealed partial class TokenMint(
    CertificateLogin login,
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    TokenMetrics metrics,
    TimeProvider time,
    ILogger<TokenMint> logger)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    public async Task<TokenAnswer> MintAsync(TokenKey key, TenantSnapshot tenant)
    {
        var started = time.GetTimestamp();
        var answer = await AskAsync(key, tenant);
        metrics.Minted("foreground", answer, time.GetElapsedTime(started));
        return answer;
    }

    private async Task<TokenAnswer> AskAsync(TokenKey key, TenantSnapshot tenant)
    {
        if (await SigningCertificateAsync(key.Tenant) is not { } certificate)
        {
            await RequireReconnectAsync(key, "certificate_expired");
            return new TokenAnswer.Refused(TokenRefusal.ReconnectRequired);
        }

        var minted = await login.MintForSureAsync(certificate, key.Scopes, CancellationToken.None);
        if (minted.Succeeded(out var token, out var failure))
        {
            var issued = new AccessToken(token.AccessToken, time.GetUtcNow(), token.ExpiresAt);
            await KeepAsync(key, issued);
            return new TokenAnswer.Issued(issued, tenant, key.Scopes);
        }

        Log.NotMinted(logger, key.Tenant.Value, failure.Code, failure.StatusCode);
        if (failure is { Kind: FailureKind.Permanent, IsConfirmed: true })
        {
            await RequireReconnectAsync(key, failure.Code);
            return new TokenAnswer.Refused(TokenRefusal.ReconnectRequired);
        }

        await ObserveFailureAsync(key, failure.Code);
        return new TokenAnswer.Refused(RefusalOf(failure.Kind), failure.RetryAfter ?? DefaultRetryAfter);
    }

    /// <param name="kind">Permanent only when a second attempt could not confirm it.</param>
    private static TokenRefusal RefusalOf(FailureKind kind) => kind switch
    {
        FailureKind.Throttled => TokenRefusal.NetSuiteThrottled,
        FailureKind.Ambiguous or FailureKind.Permanent => TokenRefusal.NetSuiteAmbiguous,
        _ => TokenRefusal.NetSuiteUnavailable,
    };

    private async Task<Certificate?> SigningCertificateAsync(TenantName tenant)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var certificates = await db.Certificates.AsNoTracking()
            .Where(c => c.Tenant == tenant && c.ActivatedAt != null && c.RetiredAt == null)
            .ToListAsync();
        return CertificatePolicy.Signing(time.GetUtcNow(), certificates);
    }

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

                    var cipher = protector.Protect(token.Value, SecretPurpose.AccessToken, StoredToken.OwnerOf(key.Tenant, key.Generation, key.Scopes));
                    var row = await db.Tokens.FindAsync(key.Tenant, key.Generation, key.Scopes);
                    if (row is null)
                    {
                        db.Tokens.Add(new StoredToken
                        {
                            Tenant = key.Tenant,
                            Generation = key.Generation,
                            Scopes = key.Scopes,
                            Token = cipher,
                            IssuedAt = token.IssuedAt,
                            ExpiresAt = token.ExpiresAt,
                        });
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

    private Task RequireReconnectAsync(TokenKey key, string reason) => ObserveAsync(key, (db, tenant) =>
    {
        if (tenant.RequireReconnect(reason, time.GetUtcNow()).IsApplied)
        {
            db.Events.Add(AuditEvent.Of(key.Tenant, EventType.TenantReconnectRequired, "token", time.GetUtcNow(), ("reason", reason)));
        }
    });

    private Task ObserveFailureAsync(TokenKey key, string reason) => ObserveAsync(key, (_, tenant) =>
    {
        // The same failure again is not worth a row: a dead NetSuite is asked often.
        if (tenant.HealthReason != reason)
        {
            tenant.TokenFailed(reason, time.GetUtcNow());
        }
    });

    /// <summary>Writes an observation about this generation; one about an older generation says nothing of the present.</summary>
    private async Task ObserveAsync(TokenKey key, Action<ConnectorDbContext, Tenant> observe)
    {
        try
        {
            await contexts.CommitAsync(
                async db =>
                {
                    var tenant = await db.Tenants.SingleAsync(t => t.Name == key.Tenant);
                    var isPresent = tenant.Generation == key.Generation;
                    if (isPresent)
                    {
                        observe(db, tenant);
                    }

                    return isPresent;
                },
                CancellationToken.None);
        }
        catch (Exception e) when (e is DbUpdateException || StoreFailures.IsUnavailable(e))
        {
            Log.NotStored(logger, key.Tenant.Value, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Warning, "{Tenant}: NetSuite issued no token: {Failure} ({Status})")]
        public static partial void NotMinted(ILogger logger, string tenant, string failure, int? status);

        [LoggerMessage(301, LogLevel.Error, "{Tenant}: what NetSuite answered could not be stored")]
        public static partial void NotStored(ILogger logger, string tenant, Exception exception);
    }
}
