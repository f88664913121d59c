using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// Rids NetSuite of certificates of ours that are of no more use. What came of it is written by who called.
/// A certificate can be revoked by any token of the same user, so each is revoked with the one that signs when that acts for the same
/// user, else with its own key; a user's last login is revoked last, and not before all others are.
/// </summary>
public sealed partial class CertificateSweep(
    NetSuiteClient client,
    CertificateLogin login,
    RevocationGuard guard,
    IDbContextFactory<ConnectorDbContext> contexts,
    TimeProvider time,
    ILogger<CertificateSweep> logger)
{
    private static readonly NetSuiteFailure NoLogin = new(FailureKind.Permanent, "no_key_left");

    /// <param name="unwanted">Of one tenant.</param>
    /// <param name="signing">The certificate that stays; null when none does.</param>
    public async Task<SweepResult> RevokeAsync(
        IReadOnlyCollection<Certificate> unwanted, Certificate? signing, ScopeSet scopes, CancellationToken cancellationToken)
    {
        var result = new SweepResult();
        foreach (var group in (await SiftAsync(unwanted, result, cancellationToken)).GroupBy(c => (c.Account, c.ClientId, c.Role, c.Entity)))
        {
            var logins = LoginsOf(group);
            if (signing is not null && (group.Key.Account, group.Key.ClientId, group.Key.Entity) == (signing.Account, signing.ClientId, signing.Entity))
            {
                // A user's certificates are the user's own in any role, though not every role may manage them.
                logins.Insert(group.Key.Role == signing.Role ? 0 : logins.Count, signing);
            }

            await RevokeAsync([.. group], logins, scopes, result, cancellationToken);
        }

        return result;
    }

    /// <summary>With a token that none of them gave; all of them of one tenant, and of the token's user.</summary>
    public async Task<SweepResult> RevokeAsync(IReadOnlyCollection<Certificate> unwanted, Secret token, CancellationToken cancellationToken)
    {
        var result = new SweepResult();
        var left = await SiftAsync(unwanted, result, cancellationToken);
        await RevokeAsync(left, null, token, result, cancellationToken);
        return result;
    }

    /// <summary>Those that NetSuite has to be asked about.</summary>
    private async Task<List<Certificate>> SiftAsync(IReadOnlyCollection<Certificate> unwanted, SweepResult result, CancellationToken cancellationToken)
    {
        if (unwanted.Count == 0)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var spared = await guard.SparedAsync(db, unwanted.First().Tenant, cancellationToken);
        var now = time.GetUtcNow();
        result.Gone.AddRange(unwanted.Where(c => c.OverAt <= now).Select(c => c.Id));
        result.Spared.AddRange(unwanted.Where(c => c.OverAt > now && spared.Contains(c.Id)).Select(c => c.Id));
        return [.. unwanted.Where(c => c.OverAt > now && !spared.Contains(c.Id))];
    }

    /// <summary>
    /// The newest first, and those last whose refusal may mean something. One that does not sign any more, for its last day has begun, may
    /// log in for this.
    /// </summary>
    private List<Certificate> LoginsOf(IEnumerable<Certificate> certificates) =>
    [
        .. certificates
            .Where(c => c.PrivateKey is not null && c.NotBefore <= time.GetUtcNow())
            .OrderBy(c => c.RevokingAt is not null)
            .ThenByDescending(c => c.ProvenAt)
            .ThenByDescending(c => c.MadeAt),
    ];

    private async Task RevokeAsync(
        List<Certificate> certificates, List<Certificate> logins, ScopeSet scopes, SweepResult result, CancellationToken cancellationToken)
    {
        var failure = NoLogin;
        var isUserRefused = false;
        foreach (var certificate in logins)
        {
            var minted = certificate.RevokingAt is null
                ? await login.MintAsync(certificate, scopes, cancellationToken)
                : await login.MintForSureAsync(certificate, scopes, cancellationToken);
            if (minted.Succeeded(out var token, out var refusal))
            {
                await RevokeAsync(certificates, certificate, token.AccessToken, result, cancellationToken);
                return;
            }

            failure = refusal;
            if (failure.Kind is FailureKind.Transient or FailureKind.Throttled)
            {
                break;
            }

            // It logged in until NetSuite was asked to revoke it, and no answer came. A user who may not log in at all is refused in the
            // same words: when one is refused whom nobody revoked, nothing is known of the others.
            if (certificate.RevokingAt is null)
            {
                isUserRefused = true;
            }
            else if (!isUserRefused && failure is { Code: FailureCodes.InvalidGrant, IsConfirmed: true })
            {
                result.Gone.Add(certificate.Id);
                certificates.Remove(certificate);
            }
        }

        if (logins.Exists(c => result.Gone.Contains(c.Id)))
        {
            // Noted together with it, as those that were gone before it.
            var before = certificates.FindAll(c => c is { RevokingAt: not null, PrivateKey: null });
            result.Gone.AddRange(before.Select(c => c.Id));
            certificates.RemoveAll(before.Contains);
        }

        if (certificates.Count > 0)
        {
            Log.NoLogin(logger, certificates[0].Tenant.Value, failure.Code);
        }

        result.Failed.AddRange(certificates.Select(c => (c.Id, failure)));
    }

    /// <param name="own">Whose login the token is, when it is one of them or the one that stays.</param>
    private async Task RevokeAsync(
        List<Certificate> certificates, Certificate? own, Secret token, SweepResult result, CancellationToken cancellationToken)
    {
        if (certificates.Count == 0)
        {
            return;
        }

        var one = certificates[0];
        var listed = await client.ListCertificatesAsync(one.Account, one.ClientId, token, cancellationToken);
        if (!listed.Succeeded(out var list, out var failure))
        {
            result.Failed.AddRange(certificates.Select(c => (c.Id, failure)));
            return;
        }

        NetSuiteFailure? obstacle = null;
        var underWay = await UnderWayAsync(one.Tenant, cancellationToken);
        foreach (var certificate in certificates.Where(c => c.Id != own?.Id))
        {
            obstacle = await RevokeOtherAsync(certificate, list, underWay, token, result, cancellationToken) ?? obstacle;
        }

        if (certificates.Find(c => c.Id == own?.Id) is not { } last)
        {
            return;
        }

        if (obstacle is not null)
        {
            // Nobody else can revoke what is left.
            result.Failed.Add((last.Id, obstacle));
        }
        else
        {
            await RevokeLastAsync(certificates, last, list, token, result, cancellationToken);
        }
    }

    /// <summary>Answers what stands in the way.</summary>
    private async Task<NetSuiteFailure?> RevokeOtherAsync(
        Certificate certificate,
        IReadOnlyList<ListedCertificate> list,
        IReadOnlyDictionary<string, TimeSpan> underWay,
        Secret token,
        SweepResult result,
        CancellationToken cancellationToken)
    {
        var row = list.FirstOrDefault(listed => listed.Id == certificate.Id);
        NetSuiteFailure? failure = null;
        if (row is null && underWay.TryGetValue(certificate.Id, out var wait))
        {
            failure = new NetSuiteFailure(FailureKind.Transient, IssuanceFailures.UploadUnconfirmed) { RetryAfter = wait };
        }
        else if (row is null || !row.MayBeActive(time.GetUtcNow()))
        {
            result.Gone.Add(certificate.Id);
        }
        else if ((await client.RevokeCertificateAsync(certificate.Account, certificate.ClientId, token, certificate.Id, cancellationToken))
            .Succeeded(out _, out failure))
        {
            result.Revoked.Add(certificate.Id);
        }

        if (failure is not null)
        {
            // "Already revoked" is a success that only the list of the next time can tell from a refusal.
            result.Failed.Add((certificate.Id, failure));
        }

        return failure;
    }

    /// <summary>
    /// The last one takes its own login with it: written down before it is done, and struck out when NetSuite says no, or shows in its list
    /// that nothing was done. It has just logged in, so the list is not believed when it does not show it.
    /// </summary>
    private async Task RevokeLastAsync(
        List<Certificate> certificates,
        Certificate last,
        IReadOnlyList<ListedCertificate> list,
        Secret token,
        SweepResult result,
        CancellationToken cancellationToken)
    {
        if (list.Any(listed => listed.Id == last.Id && listed.Revoked))
        {
            result.Gone.Add(last.Id);
            return;
        }

        await NoteRevokingAsync(certificates, time.GetUtcNow(), cancellationToken);
        var revoked = await client.RevokeCertificateAsync(last.Account, last.ClientId, token, last.Id, cancellationToken);
        if (revoked.Succeeded(out _, out var failure))
        {
            result.Revoked.Add(last.Id);
            return;
        }

        bool? isActive = failure.Kind is FailureKind.Throttled ? true : await IsStillActiveAsync(last, token, cancellationToken);
        if (isActive is false)
        {
            result.Revoked.Add(last.Id);
            return;
        }

        if (isActive is true || !failure.OutcomeUnknown)
        {
            await NoteRevokingAsync([last], null, cancellationToken);
        }

        result.Failed.Add((last.Id, failure));
    }

    /// <summary>Null when NetSuite does not say.</summary>
    private async Task<bool?> IsStillActiveAsync(Certificate certificate, Secret token, CancellationToken cancellationToken)
    {
        var listed = await client.ListCertificatesAsync(certificate.Account, certificate.ClientId, token, cancellationToken);
        return listed.Succeeded(out var list, out _) ? list.Any(row => row.Id == certificate.Id && row.MayBeActive(time.GetUtcNow())) : null;
    }

    private async Task NoteRevokingAsync(List<Certificate> certificates, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var (tenant, ids) = (certificates[0].Tenant, certificates.ConvertAll(c => c.Id));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        using var turn = await db.TakeTurnAsync(cancellationToken);
        await db.Certificates
            .Where(c => c.Tenant == tenant && ids.Contains(c.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.RevokingAt, at), cancellationToken);
    }

    private async Task<IReadOnlyDictionary<string, TimeSpan>> UnderWayAsync(TenantName tenant, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await guard.UnderWayAsync(db, tenant, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(240, LogLevel.Information, "{Tenant}: NetSuite gives no token to revoke our certificates with: {Failure}")]
        public static partial void NoLogin(ILogger logger, string tenant, string failure);
    }
}
