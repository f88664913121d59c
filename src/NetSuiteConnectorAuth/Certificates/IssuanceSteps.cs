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

    /// <summary>Refusals of a certificate before one counts: spread over a little more than two minutes of propagation.</summary>
    private const int ProofRefusals = 7;

    /// <summary>Refused logins before they count: NetSuite says "invalid login" to a burst of requests as well.</summary>
    private const int LoginRefusals = 4;

    private const int CleanUpAttempts = 3;

    private static readonly NetSuiteFailure UnexpectedId = new(FailureKind.Ambiguous, FailureCodes.MalformedAnswer);

    /// <summary>A clock of NetSuite's that is behind ours must not find the certificate not valid yet.</summary>
    private static readonly TimeSpan BackDating = TimeSpan.FromMinutes(10);

    /// <summary>Whoever began it has long gone home: better to say so than to try for ever.</summary>
    private static readonly TimeSpan LongestIssuance = TimeSpan.FromHours(24);

    public Task TakeAsync(IssuanceRun run, CancellationToken cancellationToken) => run.Issuance.State switch
    {
        IssuanceState.Exchanging => IssuanceJournal.EndExchangeAsync(run.Db, run.Issuance, time.GetUtcNow(), cancellationToken),
        _ when run.Issuance.IsOpen && time.GetUtcNow() - run.Issuance.CreatedAt > LongestIssuance =>
            FailAsync(run, IssuanceFailures.OfLongest(run.Issuance.LastError), cancellationToken),
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
            Account = issuance.Identity.Account,
            ClientId = issuance.ClientId,
            Role = issuance.Identity.Role,
            Entity = issuance.Identity.Entity,
            Algorithm = made.Algorithm,
            Pem = made.CertificatePem,
            NotBefore = made.NotBefore,
            NotAfter = made.NotAfter,
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
        var issuance = run.Issuance;
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
            await LoginRefusedAsync(run, failure, cancellationToken);
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
            Uploaded(run, certificate, ours.ValidUntil);
            return;
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (list.Count(c => c.IsActive(today)) >= options.MaxActivePerIntegration)
        {
            await FailAsync(run, IssuanceFailure.SlotsFull, cancellationToken);
            return;
        }

        // Listing took its time: who lost the lease meanwhile uploads nothing.
        await run.KeepLeaseAsync(cancellationToken);
        var uploaded = await client.UploadCertificateAsync(
            identity.Account, issuance.ClientId, token, certificate.Pem, identity.Role, identity.Entity, cancellationToken);
        if (uploaded.Succeeded(out var answer, out failure))
        {
            if (answer.Id == certificate.Id)
            {
                Uploaded(run, certificate, answer.ValidUntil);
            }
            else
            {
                // An ID that is not this certificate's could be another tenant's. Only the list can make it ours.
                await CertificateRefusedAsync(run, certificate, UnexpectedId, cancellationToken);
            }
        }
        else if (IssuanceFailures.IsAboutTheCertificate(failure))
        {
            await CertificateRefusedAsync(run, certificate, failure, cancellationToken);
        }
        else
        {
            await LoginRefusedAsync(run, failure, cancellationToken);
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
        if (issuance.Refusals >= ProofRefusals)
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

        _ = certificates.Single(c => c.Id == issuance.CertificateId).Activated(now);
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
                Token = protector.Protect(token.AccessToken, SecretPurpose.AccessToken, StoredToken.OwnerOf(issuance.Tenant, tenant.Generation, issuance.Scopes)),
                IssuedAt = now,
                ExpiresAt = token.ExpiresAt,
            });
        }

        Log.Connected(logger, issuance.Tenant.Value, issuance.CertificateId!);
    }

    /// <summary>
    /// Nothing of a consent is kept: with its access token the certificates uploaded for nothing are revoked, then the consent itself,
    /// then its tokens are deleted. What NetSuite does not confirm is tried a few times; the tokens go in any case.
    /// </summary>
    private async Task CleanUpAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        if (issuance.Grant is null || issuance.Attempts >= CleanUpAttempts)
        {
            issuance.Clean(time.GetUtcNow());
            return;
        }

        var tokens = TokensOf(issuance);
        var isLastAttempt = issuance.Attempts + 1 >= CleanUpAttempts;
        if ((await RevokeOrphansAsync(run, tokens.AccessToken, cancellationToken) || isLastAttempt)
            && (await RevokeGrantAsync(issuance, tokens, cancellationToken) || isLastAttempt))
        {
            issuance.Clean(time.GetUtcNow());
        }
        else
        {
            issuance.Retry("revocation_failed", null, time.GetUtcNow());
        }
    }

    private async Task<bool> RevokeGrantAsync(Issuance issuance, ConsentTokens tokens, CancellationToken cancellationToken)
    {
        if (tokens.RefreshToken is null || !netSuite.Integrations.TryGetValue(issuance.Integration, out var integration))
        {
            return true;
        }

        var revoked = await client.RevokeTokenAsync(issuance.Identity.Account, integration, tokens.RefreshToken, cancellationToken);
        return revoked.Succeeded(out _, out var failure) || IsFinal(failure);
    }

    /// <summary>
    /// Each certificate uploaded for nothing would occupy one of the five slots. The list is asked and not our own notes: an upload whose
    /// answer was lost is not in them. False when it is worth trying again.
    /// </summary>
    private async Task<bool> RevokeOrphansAsync(IssuanceRun run, Secret accessToken, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        var identity = issuance.Identity;

        // Only those of the same user: NetSuite does not show everybody all.
        var orphans = await db.Certificates
            .Where(c => c.Tenant == issuance.Tenant && c.AbandonedAt != null && c.RevokedAt == null)
            .Where(c => c.Account == identity.Account && c.ClientId == issuance.ClientId && c.Entity == identity.Entity)
            .ToListAsync(cancellationToken);
        if (orphans.Count == 0)
        {
            return true;
        }

        var listed = await client.ListCertificatesAsync(identity.Account, issuance.ClientId, accessToken, cancellationToken);
        if (!listed.Succeeded(out var list, out var failure))
        {
            return IsFinal(failure);
        }

        var isDone = true;
        foreach (var orphan in orphans)
        {
            if (list.Any(c => c.Id == orphan.Id && !c.Revoked))
            {
                var revoked = await client.RevokeCertificateAsync(identity.Account, issuance.ClientId, accessToken, orphan.Id, cancellationToken);
                if (!revoked.Succeeded(out _, out failure))
                {
                    isDone &= IsFinal(failure);
                    continue;
                }

                Note(run, EventType.CertificateRevoked, ("certificate", orphan.Id));
            }

            orphan.Revoked(time.GetUtcNow());
        }

        return isDone;
    }

    /// <summary>Not an outage: the token is dead or NetSuite does not know it (netsuite-oauth2 §5), and asking again changes nothing.</summary>
    private static bool IsFinal(NetSuiteFailure failure) => failure.Kind is FailureKind.Permanent or FailureKind.Ambiguous;

    private void Uploaded(IssuanceRun run, Certificate certificate, DateOnly? validUntil)
    {
        var now = time.GetUtcNow();
        certificate.Uploaded(validUntil, now);
        run.Issuance.Uploaded(now);
        Note(run, EventType.CertificateUploaded, ("certificate", certificate.Id), ("valid_until", certificate.ValidUntil.ToString("O")));
    }

    /// <summary>Not the certificate but who brings it was refused, or NetSuite had a bad moment.</summary>
    private async Task LoginRefusedAsync(IssuanceRun run, NetSuiteFailure failure, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        Log.UploadFailed(logger, issuance.Tenant.Value, failure.Code, failure.StatusCode, issuance.Attempts + 1);
        Postpone(issuance, failure);
        if (failure.Kind is FailureKind.Permanent || issuance.Refusals >= LoginRefusals)
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
        if (run.Issuance.TryAnotherKey(time.GetUtcNow()))
        {
            Abandon(certificate);
        }
        else
        {
            await FailAsync(run, IssuanceFailure.CertificateRefused, cancellationToken);
        }
    }

    private void Abandon(Certificate certificate)
    {
        if (certificate.Abandoned(time.GetUtcNow()))
        {
            login.Forget(certificate);
        }
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
        if (issuance.CertificateId is not null)
        {
            Abandon(await CertificateAsync(run, cancellationToken));
        }

        issuance.Fail(cause, now);
        _ = tenant.FailProvisioning(issuance.Failure!, now);
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
