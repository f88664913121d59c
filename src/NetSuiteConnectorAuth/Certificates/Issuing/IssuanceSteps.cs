using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What each state of the journal does next. A step changes rows and talks to NetSuite; the engine commits.</summary>
public sealed partial class IssuanceSteps(
    NetSuiteClient client,
    CertificateOptions options,
    CertificateMaker maker,
    RotationPlan plan,
    SecretProtector protector,
    CertificateLogin login,
    IssuanceAuthority authority,
    SlotBudget slots,
    RevocationGuard guard,
    IssuanceRefusals refusals,
    IssuanceCleanUp cleanUp,
    RotationMetrics metrics,
    TimeProvider time,
    ILogger<IssuanceSteps> logger)
{
    /// <summary>Refusals of a certificate before one counts: spread over a little more than two minutes of propagation.</summary>
    private const int ProofRefusals = 7;

    private static readonly NetSuiteFailure UnexpectedId = new(FailureKind.Ambiguous, FailureCodes.MalformedAnswer);

    /// <summary>Whoever began it has long gone home: better to say so than to try for ever.</summary>
    private static readonly TimeSpan LongestIssuance = TimeSpan.FromHours(24);

    public Task TakeAsync(IssuanceRun run, CancellationToken cancellationToken) => run.Issuance.State switch
    {
        IssuanceState.Exchanging => IssuanceJournal.EndExchangeAsync(run.Db, run.Issuance, time.GetUtcNow(), cancellationToken),
        _ when run.Issuance.IsOpen && time.GetUtcNow() - run.Issuance.CreatedAt > LongestIssuance =>
            refusals.FailAsync(run, IssuanceFailures.OfLongest(run.Issuance.LastError), cancellationToken),
        IssuanceState.Planned => MakeKeyAsync(run, cancellationToken),
        IssuanceState.KeyMade or IssuanceState.Uploading => UploadAsync(run, cancellationToken),
        IssuanceState.Uploaded => ProveAsync(run, cancellationToken),
        IssuanceState.Proven => ActivateAsync(run, cancellationToken),
        IssuanceState.Activated or IssuanceState.Failed => cleanUp.TakeAsync(run, cancellationToken),
        _ => throw new InvalidOperationException($"{run.Issuance.State} has no step."),
    };

    private async Task MakeKeyAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        if (await maker.MakeAsync(run, cancellationToken) is { } certificate)
        {
            run.Issuance.KeyMade(certificate.Id, time.GetUtcNow());
        }
        else
        {
            await refusals.FailAsync(run, IssuanceFailure.CertificateRefused, cancellationToken);
        }
    }

    /// <summary>The list is asked first: a certificate that is already there is adopted, never uploaded twice.</summary>
    private async Task UploadAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        if (await FindAccessAsync(run, cancellationToken) is not { } token)
        {
            return;
        }

        var identity = issuance.Identity;
        var listed = await client.ListCertificatesAsync(identity.Account, issuance.ClientId, token, cancellationToken);
        if (!listed.Succeeded(out var list, out var failure))
        {
            await refusals.LoginRefusedAsync(run, failure, cancellationToken);
            return;
        }

        var now = time.GetUtcNow();
        var certificate = await run.CertificateAsync(cancellationToken);
        if (list.FirstOrDefault(c => c.Id == certificate.Id) is { } ours)
        {
            await AdoptAsync(run, certificate, ours, cancellationToken);
        }
        else if (guard.Unseen(issuance.SentAt, certificate.UploadedAt) is { } longest)
        {
            // It was sent, and what came of it is not known: the list may only lag.
            issuance.AwaitUpload(IssuanceFailures.UploadUnconfirmed, longest, now);
        }
        else if (certificate.UploadedAt is not null)
        {
            // It was there once, for an issuance that this one replaced: somebody revoked it, and NetSuite takes it never again.
            await refusals.GiveUpKeyAsync(run, certificate, cancellationToken);
        }
        else
        {
            var (hasRoom, inTheWay) = await slots.MakeRoomAsync(run, list, token, cancellationToken);
            await (hasRoom ? SendAsync(run, certificate, token, cancellationToken)
                : inTheWay is null ? refusals.FailAsync(run, IssuanceFailure.SlotsFull, cancellationToken)
                : refusals.LoginRefusedAsync(run, inTheWay, cancellationToken));
        }
    }

    private async Task SendAsync(IssuanceRun run, Certificate certificate, Secret token, CancellationToken cancellationToken)
    {
        // Written down before it is done; and who lost the lease while listing uploads nothing.
        var issuance = run.Issuance;
        var identity = issuance.Identity;
        issuance.Uploading(time.GetUtcNow());
        certificate.Leaves();
        await run.KeepLeaseAsync(cancellationToken);
        var uploaded = await client.UploadCertificateAsync(
            identity.Account, issuance.ClientId, token, certificate.Pem, identity.Role, identity.Entity, cancellationToken);
        if (uploaded.Succeeded(out var answer, out var failure))
        {
            if (answer.Id == certificate.Id)
            {
                Uploaded(run, certificate, answer.ValidUntil);
            }
            else
            {
                // An ID that is not this certificate's could be another tenant's. Only the list can make it ours.
                issuance.NotSent();
                await refusals.CertificateRefusedAsync(run, certificate, UnexpectedId, cancellationToken);
            }

            return;
        }

        if (!failure.OutcomeUnknown)
        {
            // Else the request may still be running behind the gateway or the page that answered, and the list shows it later.
            issuance.NotSent();
        }

        if (IssuanceFailures.IsAboutTheCertificate(failure))
        {
            await refusals.CertificateRefusedAsync(run, certificate, failure, cancellationToken);
        }
        else
        {
            await refusals.LoginRefusedAsync(run, failure, cancellationToken);
        }
    }

    private async Task AdoptAsync(IssuanceRun run, Certificate certificate, ListedCertificate listed, CancellationToken cancellationToken)
    {
        var identity = run.Issuance.Identity;
        if (listed.Revoked)
        {
            await refusals.GiveUpKeyAsync(run, certificate, cancellationToken);
        }
        else if ((listed.Role ?? identity.Role) != identity.Role || (listed.Entity ?? identity.Entity) != identity.Entity)
        {
            // The vendor's own certificate, mapped to somebody else: its tokens would act as them.
            await refusals.FailAsync(run, IssuanceFailure.CertificateRefused, cancellationToken);
        }
        else
        {
            Uploaded(run, certificate, listed.ValidUntil);
        }
    }

    private async Task ProveAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        var account = issuance.Identity.Account;
        var certificate = await run.CertificateAsync(cancellationToken);
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

        Log.NotProvenYet(logger, issuance.Tenant.Value, failure.Code, failure.LoggedStatus, issuance.Attempts + 1);
        IssuanceRefusals.Postpone(issuance, failure, time.GetUtcNow());
        if (issuance.Refusals >= ProofRefusals)
        {
            await refusals.FailAsync(run, IssuanceFailures.CauseOf(failure, IssuanceFailure.NotProven), cancellationToken);
        }
    }

    private async Task ActivateAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        var now = time.GetUtcNow();
        var tenant = await db.Tenants.SingleAsync(t => t.Name == issuance.Tenant, cancellationToken);
        var certificates = await db.Certificates.Where(c => c.Tenant == issuance.Tenant).ToListAsync(cancellationToken);
        if (Activation.Of(tenant, issuance, certificates, now) is not { } activation)
        {
            await refusals.FailAsync(run, IssuanceFailure.Superseded, cancellationToken);
            return;
        }

        issuance.Activated(now);
        if (issuance.Grant is null)
        {
            issuance.Clean(now);
        }

        var upkeep = await run.UpkeepAsync(cancellationToken);
        upkeep.Activated(plan.Next(activation.Certificate, now), now + options.Overlap);
        if (activation.Event is { } happened)
        {
            run.Note(happened, now, ("account", issuance.Identity.Account.Value));
        }

        run.Note(EventType.CertificateActivated, now, ("certificate", activation.Certificate.Id));
        KeepFirstToken(run, tenant.Generation, now);
        if (issuance.Kind is IssuanceKind.Rotation)
        {
            metrics.Ended("activated");
        }

        Log.Activated(logger, issuance.Tenant.Value, activation.Certificate.Id);
    }

    private void KeepFirstToken(IssuanceRun run, int generation, DateTimeOffset now)
    {
        if (run.FirstToken is { } minted)
        {
            var key = new TokenKey(run.Issuance.Tenant, generation, run.Issuance.Scopes);
            var token = new AccessToken(minted.AccessToken, now, minted.ExpiresAt);
            run.Db.Tokens.Add(StoredToken.Of(key, token, protector.Protect(token.Value, SecretPurpose.AccessToken, StoredToken.OwnerOf(key))));
        }
    }

    /// <summary>Null when there is no token now; then it is already written down what follows from that.</summary>
    private async Task<Secret?> FindAccessAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        switch (await authority.FindAsync(run, cancellationToken))
        {
            case IssuanceAccess.Granted granted:
                return granted.Token;
            case IssuanceAccess.NotNow notNow:
                await refusals.LoginRefusedAsync(run, notNow.Failure, cancellationToken);
                return null;
            case IssuanceAccess.None none:
                await refusals.FailAsync(run, none.Cause, cancellationToken);
                return null;
            case var other:
                throw new InvalidOperationException($"{other.GetType().Name} is no access.");
        }
    }

    private void Uploaded(IssuanceRun run, Certificate certificate, DateOnly? validUntil)
    {
        var now = time.GetUtcNow();
        certificate.Uploaded(validUntil, now);
        run.Issuance.Uploaded(now);
        run.Note(EventType.CertificateUploaded, now, ("certificate", certificate.Id), ("valid_until", certificate.ValidUntil.ToString("O")));
    }

    private static partial class Log
    {
        [LoggerMessage(210, LogLevel.Information, "{Tenant}: certificate {Certificate} signs from now on")]
        public static partial void Activated(ILogger logger, string tenant, string certificate);

        [LoggerMessage(213, LogLevel.Information, "{Tenant}: the certificate is not proven yet: {Failure} ({Status}), attempt {Attempt}")]
        public static partial void NotProvenYet(ILogger logger, string tenant, string failure, string status, int attempt);
    }
}
