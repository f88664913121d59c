using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What each state of the journal does next. A step changes rows and talks to NetSuite; the engine commits.</summary>
public sealed partial class IssuanceSteps(
    NetSuiteClient client,
    NetSuiteOptions netSuite,
    CertificateOptions options,
    SecretProtector protector,
    CertificateLogin login,
    TimeProvider time,
    ILogger<IssuanceSteps> logger)
{
    private const string Actor = "issuance";

    /// <summary>Refused tokens before a certificate counts as not working: together a little over two minutes of propagation.</summary>
    private const int RefusalsPerProof = 7;

    /// <summary>Refused logins before they count: NetSuite says "invalid login" in bursts too.</summary>
    private const int RefusalsPerLogin = 4;

    private const int RevocationAttempts = 3;

    /// <summary>A clock of NetSuite's that is behind ours must not find the certificate not valid yet.</summary>
    private static readonly TimeSpan BackDating = TimeSpan.FromMinutes(10);

    internal static readonly TimeSpan LongestOutage = TimeSpan.FromHours(24);

    public Task TakeAsync(IssuanceRun run, CancellationToken cancellationToken) => run.Issuance.State switch
    {
        IssuanceState.Exchanging => FailAsync(run, IssuanceFailure.ExchangeFailed, cancellationToken),
        IssuanceState.Planned => MakeKeyAsync(run, cancellationToken),
        IssuanceState.KeyMade => BeginUpload(run),
        IssuanceState.Uploading => UploadAsync(run, cancellationToken),
        IssuanceState.Uploaded => ProveAsync(run, cancellationToken),
        IssuanceState.Proven => ActivateAsync(run, cancellationToken),
        IssuanceState.Activated or IssuanceState.Failed => CleanUpAsync(run, cancellationToken),
        _ => throw new InvalidOperationException($"{run.Issuance.State} has no step."),
    };

    private async Task MakeKeyAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        var now = time.GetUtcNow();

        // An RSA key takes up to a second of pure computing: not on the thread that other issuances wait for.
        var made = await Task.Run(
            () => CertificateFactory.Create(
                options.Algorithm, options.RsaKeySize, issuance.Tenant.Value, now - BackDating, options.Lifetime),
            cancellationToken);
        run.Db.Certificates.Add(new Certificate
        {
            Tenant = issuance.Tenant,
            Id = made.Id,
            KeyId = made.Id,
            Account = issuance.Identity.Account,
            ClientId = issuance.ClientId,
            Role = issuance.Identity.Role,
            Entity = issuance.Identity.Entity,
            Algorithm = made.Algorithm,
            Pem = made.CertificatePem,
            NotBefore = made.NotBefore,
            NotAfter = made.NotAfter,
            ValidUntil = made.NotAfter,
            MadeAt = now,
        }.Keep(protector.Protect(made.PrivateKeyPem, SecretPurpose.PrivateKey, CertificateLogin.OwnerOf(issuance.Tenant, made.Id))));
        issuance.KeyMade(made.Id, now);
    }

    private Task BeginUpload(IssuanceRun run)
    {
        run.Issuance.Uploading(time.GetUtcNow());
        return Task.CompletedTask;
    }

    private async Task UploadAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        if (issuance.Grant is null || issuance.GrantExpiresAt <= time.GetUtcNow())
        {
            await FailAsync(run, IssuanceFailure.ConsentExpired, cancellationToken);
            return;
        }

        var identity = issuance.Identity;
        var token = TokensOf(issuance).AccessToken;
        var listed = await client.ListCertificatesAsync(identity.Account, issuance.ClientId, token, cancellationToken);
        if (!listed.Succeeded(out var list, out var failure))
        {
            await RefusedAsync(run, failure, cancellationToken);
            return;
        }

        var certificate = await CertificateAsync(run, cancellationToken);
        if (list.FirstOrDefault(c => c.Id == certificate.Id) is { } ours)
        {
            if (ours.Revoked)
            {
                await GiveUpKeyAsync(run, certificate, cancellationToken);
                return;
            }

            // Uploaded before, and the answer was lost.
            Uploaded(run, certificate, ours.Id, ours.ValidUntil);
            return;
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (list.Count(c => c.IsActive(today)) >= options.MaxActivePerIntegration)
        {
            await FailAsync(run, IssuanceFailure.SlotsFull, cancellationToken);
            return;
        }

        // Listing took its time: what follows is written under a fresh lease, or not at all.
        await db.SaveChangesAsync(cancellationToken);
        var uploaded = await client.UploadCertificateAsync(
            identity.Account, issuance.ClientId, token, certificate.Pem, identity.Role, identity.Entity, cancellationToken);
        if (uploaded.Succeeded(out var answer, out failure))
        {
            Uploaded(run, certificate, answer.Id, answer.ValidUntil);
        }
        else if (IssuanceFailures.IsAboutTheCertificate(failure))
        {
            await CertificateRefusedAsync(run, certificate, failure, cancellationToken);
        }
        else
        {
            await RefusedAsync(run, failure, cancellationToken);
        }
    }

    private async Task ProveAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        var account = issuance.Identity.Account;
        var certificate = await CertificateAsync(run, cancellationToken);
        var minted = await login.MintAsync(certificate, issuance.Scopes, cancellationToken);
        if (minted.Succeeded(out var token, out var failure))
        {
            var listed = await client.ListCertificatesAsync(account, issuance.ClientId, token.AccessToken, cancellationToken);
            if (listed.Succeeded(out _, out failure))
            {
                certificate.Proven(time.GetUtcNow());
                issuance.Proven(time.GetUtcNow());
                run.FirstToken = token;
                return;
            }
        }

        Log.NotProvenYet(logger, issuance.Tenant.Value, failure.Code, failure.StatusCode, issuance.Attempts + 1);
        Postpone(issuance, failure);
        if (issuance.Refusals >= RefusalsPerProof || time.GetUtcNow() - issuance.CreatedAt > LongestOutage)
        {
            await FailAsync(run, IssuanceFailures.CauseOf(failure, IssuanceFailure.NotProven), cancellationToken);
        }
    }

    private async Task ActivateAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        var now = time.GetUtcNow();
        var tenant = await db.Tenants.SingleAsync(t => t.Name == issuance.Tenant, cancellationToken);
        var wasConnected = tenant.BelongsToAccount;
        if (!tenant.Activate(issuance.Identity, issuance.Integration, issuance.Scopes, now).IsApplied)
        {
            await FailAsync(run, IssuanceFailure.Superseded, cancellationToken);
            return;
        }

        var certificates = await db.Certificates.Where(c => c.Tenant == issuance.Tenant).ToListAsync(cancellationToken);
        foreach (var certificate in certificates.Where(c => c.ActivatedAt is not null && c.Id != issuance.CertificateId))
        {
            certificate.Retired(now);
        }

        certificates.Single(c => c.Id == issuance.CertificateId).Activated(now);
        issuance.Activated(now);
        Note(run, wasConnected ? EventType.TenantReconnected : EventType.TenantConnected, ("account", issuance.Identity.Account.Value));
        Note(run, EventType.CertificateActivated, ("certificate", issuance.CertificateId!));
        if (run.FirstToken is { } token)
        {
            db.Tokens.Add(new StoredToken
            {
                Tenant = issuance.Tenant,
                Generation = tenant.Generation,
                Scopes = issuance.Scopes,
                Token = protector.Protect(token.AccessToken, SecretPurpose.AccessToken, issuance.Tenant.Value),
                IssuedAt = now,
                ExpiresAt = token.ExpiresAt,
            });
        }

        Log.Connected(logger, issuance.Tenant.Value, issuance.CertificateId!);
    }

    /// <summary>Nothing of a consent is kept: what it left at NetSuite is revoked, then its tokens are deleted, revoked or not.</summary>
    private async Task CleanUpAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        if (issuance.Grant is not null && issuance.Attempts < RevocationAttempts && !await RevokeGrantAsync(run, cancellationToken))
        {
            issuance.Retry("revocation_failed", null, time.GetUtcNow());
            return;
        }

        issuance.Clean(time.GetUtcNow());
    }

    private async Task<bool> RevokeGrantAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        var tokens = TokensOf(issuance);
        await RevokeOrphansAsync(run, tokens.AccessToken, cancellationToken);
        if (tokens.RefreshToken is null || !netSuite.Integrations.TryGetValue(issuance.Integration, out var integration))
        {
            return true;
        }

        // Anything but an outage counts as done: the token is dead or NetSuite does not know it (netsuite-oauth2 §5).
        var revoked = await client.RevokeTokenAsync(issuance.Identity.Account, integration, tokens.RefreshToken, cancellationToken);
        return revoked.Succeeded(out _, out var failure) || failure.Kind is FailureKind.Permanent or FailureKind.Ambiguous;
    }

    /// <summary>
    /// A certificate given up occupies one of the five slots if NetSuite has it, be it that the answer to its upload was lost. Here is a
    /// token that may revoke it; when it does not work, the tenant's next issuance tries again.
    /// </summary>
    private async Task RevokeOrphansAsync(IssuanceRun run, Secret accessToken, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        var account = issuance.Identity.Account;
        var orphans = await run.Db.Certificates
            .Where(c => c.Tenant == issuance.Tenant && c.Account == account && c.ClientId == issuance.ClientId
                && c.AbandonedAt != null && c.RevokedAt == null)
            .ToListAsync(cancellationToken);
        if (orphans.Count == 0)
        {
            return;
        }

        var listed = await client.ListCertificatesAsync(account, issuance.ClientId, accessToken, cancellationToken);
        if (!listed.Succeeded(out var list, out _))
        {
            return;
        }

        foreach (var orphan in orphans.Where(orphan => list.Any(c => c.Id == orphan.KeyId && !c.Revoked)))
        {
            var revoked = await client.RevokeCertificateAsync(account, issuance.ClientId, accessToken, orphan.KeyId, cancellationToken);
            if (revoked.Succeeded(out _, out _))
            {
                orphan.Revoked(time.GetUtcNow());
            }
        }
    }

    private void Uploaded(IssuanceRun run, Certificate certificate, string keyId, DateOnly? validUntil)
    {
        var now = time.GetUtcNow();
        certificate.Uploaded(keyId, validUntil, now);
        run.Issuance.Uploaded(now);
        Note(run, EventType.CertificateUploaded, ("certificate", keyId), ("valid_until", certificate.ValidUntil.ToString("O")));
    }

    /// <summary>The consent's own login was refused, or NetSuite had a bad moment.</summary>
    private async Task RefusedAsync(IssuanceRun run, NetSuiteFailure failure, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        Log.UploadFailed(logger, issuance.Tenant.Value, failure.Code, failure.StatusCode, issuance.Attempts + 1);
        Postpone(issuance, failure);
        if (failure.Kind is FailureKind.Permanent || issuance.Refusals >= RefusalsPerLogin)
        {
            await FailAsync(run, IssuanceFailures.CauseOf(failure, IssuanceFailure.LoginRefused), cancellationToken);
        }
    }

    private async Task CertificateRefusedAsync(
        IssuanceRun run, Certificate certificate, NetSuiteFailure failure, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        Log.UploadFailed(logger, issuance.Tenant.Value, failure.Code, failure.StatusCode, issuance.Attempts + 1);
        Postpone(issuance, failure);
        if (issuance.Refusals >= Issuance.RefusalsPerKey)
        {
            await GiveUpKeyAsync(run, certificate, cancellationToken);
        }
    }

    private async Task GiveUpKeyAsync(IssuanceRun run, Certificate certificate, CancellationToken cancellationToken)
    {
        if (!run.Issuance.MayMakeAnotherKey)
        {
            await FailAsync(run, IssuanceFailure.CertificateRefused, cancellationToken);
            return;
        }

        certificate.Abandoned(time.GetUtcNow());
        run.Issuance.GiveUpKey(time.GetUtcNow());
    }

    private void Postpone(Issuance issuance, NetSuiteFailure failure)
    {
        if (failure.Kind is FailureKind.Transient or FailureKind.Throttled)
        {
            issuance.Retry(failure.Code, failure.RetryAfter, time.GetUtcNow());
        }
        else
        {
            issuance.Refused(failure.Code, failure.RetryAfter, time.GetUtcNow());
        }
    }

    private async Task FailAsync(IssuanceRun run, IssuanceFailure cause, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        var now = time.GetUtcNow();
        var tenant = await db.Tenants.SingleAsync(t => t.Name == issuance.Tenant, cancellationToken);
        _ = tenant.FailProvisioning(StateText.Of(cause), now);
        if (issuance.CertificateId is not null)
        {
            (await CertificateAsync(run, cancellationToken)).Abandoned(now);
        }

        issuance.Fail(cause, now);
        Log.Failed(logger, issuance.Tenant.Value, issuance.Failure!);
    }

    private static Task<Certificate> CertificateAsync(IssuanceRun run, CancellationToken cancellationToken) =>
        run.Db.Certificates.SingleAsync(c => c.Tenant == run.Issuance.Tenant && c.Id == run.Issuance.CertificateId, cancellationToken);

    private ConsentTokens TokensOf(Issuance issuance) =>
        ConsentTokens.Unpack(protector.Unprotect(issuance.Grant!, SecretPurpose.ConsentGrant, issuance.Id));

    private void Note(IssuanceRun run, string type, params (string Name, string Value)[] data) =>
        run.Db.Events.Add(AuditEvent.Of(run.Issuance.Tenant, type, Actor, time.GetUtcNow(), data));

    private static partial class Log
    {
        [LoggerMessage(210, LogLevel.Information, "{Tenant}: connected, certificate {Certificate} signs")]
        public static partial void Connected(ILogger logger, string tenant, string certificate);

        [LoggerMessage(211, LogLevel.Warning, "{Tenant}: connecting failed and a person must try again: {Cause}")]
        public static partial void Failed(ILogger logger, string tenant, string cause);

        [LoggerMessage(212, LogLevel.Information, "{Tenant}: NetSuite did not take the certificate: {Failure} ({Status}), attempt {Attempt}")]
        public static partial void UploadFailed(ILogger logger, string tenant, string failure, int? status, int attempt);

        [LoggerMessage(213, LogLevel.Information, "{Tenant}: the certificate is not proven yet: {Failure} ({Status}), attempt {Attempt}")]
        public static partial void NotProvenYet(ILogger logger, string tenant, string failure, int? status, int attempt);
    }
}
