using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// Rids NetSuite of certificates of ours that are of no more use. What NetSuite confirmed is written by who called.
/// A certificate can be revoked by any token of the same user, so each is revoked with the one that signs when that acts for the same
/// user, else with its own key, and a user's last one last.
/// </summary>
public sealed partial class CertificateSweep(
    NetSuiteClient client,
    CertificateLogin login,
    IDbContextFactory<ConnectorDbContext> contexts,
    TimeProvider time,
    ILogger<CertificateSweep> logger)
{
    /// <param name="unwanted">Of one tenant.</param>
    /// <param name="signing">The certificate that stays; null when none does.</param>
    public async Task<SweepResult> RevokeAsync(
        IReadOnlyCollection<Certificate> unwanted, Certificate? signing, ScopeSet scopes, CancellationToken cancellationToken)
    {
        var result = new SweepResult([], []);
        foreach (var group in unwanted.GroupBy(c => (c.Account, c.ClientId, c.Role, c.Entity)))
        {
            var isSigners = signing is not null && group.Key == (signing.Account, signing.ClientId, signing.Role, signing.Entity);
            result = result.And(isSigners
                ? await RevokeAsync([.. group], [signing!], scopes, cancellationToken)
                : await RevokeAsync([.. group], LoginsOf(group), scopes, cancellationToken));
        }

        return result;
    }

    /// <summary>The newest first; a key that is gone or over logs nobody in.</summary>
    private List<Certificate> LoginsOf(IEnumerable<Certificate> certificates) =>
    [
        .. certificates
            .Where(c => CertificatePolicy.IsUsable(time.GetUtcNow(), c))
            .OrderByDescending(c => c.ProvenAt)
            .ThenByDescending(c => c.MadeAt),
    ];

    private async Task<SweepResult> RevokeAsync(
        List<Certificate> certificates, List<Certificate> logins, ScopeSet scopes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var over = certificates.Where(c => c.ValidUntil <= now).Select(c => c.Id).ToList();
        var left = certificates.Where(c => c.ValidUntil > now).ToList();
        if (left.Count == 0)
        {
            return new SweepResult(over, []);
        }

        NetSuiteFailure? failure = null;
        var gone = new List<string>();
        foreach (var certificate in logins)
        {
            var minted = certificate.RevokingAt is null
                ? await login.MintAsync(certificate, scopes, cancellationToken)
                : await login.MintForSureAsync(certificate, scopes, cancellationToken);
            if (minted.Succeeded(out var token, out failure))
            {
                return (await RevokeListedAsync(left, certificate, token.AccessToken, cancellationToken)).And(new SweepResult(over, []));
            }

            if (failure.Kind is FailureKind.Transient or FailureKind.Throttled)
            {
                break;
            }

            // It logged in until NetSuite was asked to revoke it, and the answer did not come or was not written down.
            if (certificate.RevokingAt is not null && failure is { Code: FailureCodes.InvalidGrant, IsConfirmed: true })
            {
                gone.Add(certificate.Id);
            }
        }

        left.RemoveAll(c => gone.Contains(c.Id));
        if (left.Count > 0)
        {
            Log.NoLogin(logger, left[0].Tenant.Value, failure?.Code ?? "no_key_left");
        }

        return new SweepResult([.. over, .. gone], [.. left.Select(c => (c.Id, failure?.Code ?? "no_key_left"))]);
    }

    private async Task<SweepResult> RevokeListedAsync(
        List<Certificate> certificates, Certificate loggedIn, Secret token, CancellationToken cancellationToken)
    {
        var (account, clientId) = (loggedIn.Account, loggedIn.ClientId);
        var listed = await client.ListCertificatesAsync(account, clientId, token, cancellationToken);
        if (!listed.Succeeded(out var list, out var failure))
        {
            return new SweepResult([], [.. certificates.Select(c => (c.Id, failure.Code))]);
        }

        if (certificates.Contains(loggedIn))
        {
            await NoteRevokingAsync(certificates, cancellationToken);
        }

        var result = new SweepResult([], []);
        foreach (var certificate in certificates.OrderBy(c => c.Id == loggedIn.Id))
        {
            if (!IsActive(list, certificate) || await IsSharedAsync(certificate, cancellationToken))
            {
                result.Confirmed.Add(certificate.Id);
                if (list.All(listed => listed.Id != certificate.Id))
                {
                    result.Absent.Add(certificate.Id);
                }

                continue;
            }

            var revoked = await client.RevokeCertificateAsync(account, clientId, token, certificate.Id, cancellationToken);
            if (revoked.Succeeded(out _, out failure))
            {
                result.Confirmed.Add(certificate.Id);
            }
            else
            {
                // "Already revoked" is a success that only the list of the next time can tell from a refusal.
                result.Failed.Add((certificate.Id, failure.Code));
            }
        }

        return result;
    }

    /// <summary>The last of them takes its own login with it: written down before it is done.</summary>
    private async Task NoteRevokingAsync(List<Certificate> certificates, CancellationToken cancellationToken)
    {
        var (tenant, ids, now) = (certificates[0].Tenant, certificates.ConvertAll(c => c.Id), time.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        using var turn = await db.TakeTurnAsync(cancellationToken);
        await db.Certificates
            .Where(c => c.Tenant == tenant && ids.Contains(c.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.RevokingAt, now), cancellationToken);
    }

    private bool IsActive(IReadOnlyList<ListedCertificate> list, Certificate certificate)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return list.Any(listed => listed.Id == certificate.Id && listed.IsActive(today));
    }

    /// <summary>The vendor's own certificate may serve another tenant in the same account: that one keeps it.</summary>
    private async Task<bool> IsSharedAsync(Certificate certificate, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Certificates.AnyAsync(
            c => c.Id == certificate.Id && c.Account == certificate.Account && c.Tenant != certificate.Tenant
                && c.RevokedAt == null && c.RetiredAt == null && c.AbandonedAt == null,
            cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(240, LogLevel.Information, "{Tenant}: NetSuite gives no token to revoke our certificates with: {Failure}")]
        public static partial void NoLogin(ILogger logger, string tenant, string failure);
    }
}

/// <param name="Confirmed">Those NetSuite takes no more: revoked, expired, or not in its list.</param>
/// <param name="Failed">The others, and why.</param>
public sealed record SweepResult(List<string> Confirmed, List<(string Id, string Failure)> Failed)
{
    /// <summary>Those among the confirmed that were only not in the list: an upload that is still under way may yet bring one there.</summary>
    public List<string> Absent { get; init; } = [];

    public SweepResult And(SweepResult other) =>
        new([.. Confirmed, .. other.Confirmed], [.. Failed, .. other.Failed]) { Absent = [.. Absent, .. other.Absent] };

    /// <summary>The same without those that may yet appear.</summary>
    public SweepResult Doubting(ICollection<string> underWay)
    {
        var doubtful = Absent.FindAll(underWay.Contains);
        return new SweepResult(
            Confirmed.FindAll(id => !doubtful.Contains(id)), [.. Failed, .. doubtful.Select(id => (id, "upload_unconfirmed"))]);
    }
}
