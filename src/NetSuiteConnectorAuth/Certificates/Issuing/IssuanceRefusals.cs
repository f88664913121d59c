using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What becomes of an issuance when a step of it did not succeed: again later, another key, or its end.</summary>
public sealed partial class IssuanceRefusals(
    CertificateLogin login, CertificateOptions options, RotationMetrics metrics, TimeProvider time, ILogger<IssuanceRefusals> logger)
{
    /// <summary>Refused logins before they count: NetSuite says "invalid login" to a burst of requests as well.</summary>
    private const int LoginRefusals = 4;

    /// <summary>Not the certificate but who brings it was refused, or NetSuite had a bad moment.</summary>
    public async Task LoginRefusedAsync(IssuanceRun run, NetSuiteFailure failure, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        Log.UploadFailed(logger, issuance.Tenant.Value, failure.Code, failure.LoggedStatus, issuance.Attempts + 1);
        Postpone(issuance, failure);
        if (failure.Kind is FailureKind.Permanent || issuance.Refusals >= LoginRefusals)
        {
            await FailAsync(run, IssuanceFailures.CauseOf(failure, IssuanceFailure.LoginRefused), cancellationToken);
        }
    }

    public async Task CertificateRefusedAsync(
        IssuanceRun run, Certificate certificate, NetSuiteFailure failure, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        Log.UploadFailed(logger, issuance.Tenant.Value, failure.Code, failure.LoggedStatus, issuance.Attempts + 1);
        Postpone(issuance, failure);
        if (issuance.Refusals >= Issuance.RefusalsPerKey)
        {
            await GiveUpKeyAsync(run, certificate, cancellationToken);
        }
    }

    public async Task GiveUpKeyAsync(IssuanceRun run, Certificate certificate, CancellationToken cancellationToken)
    {
        // The vendor's own certificate has no successor that we could make.
        if (options.Mode is CertificateMode.PerTenant && run.Issuance.TryAnotherKey(time.GetUtcNow()))
        {
            Abandon(certificate);
        }
        else
        {
            await FailAsync(run, IssuanceFailure.CertificateRefused, cancellationToken);
        }
    }

    public static void Postpone(Issuance issuance, NetSuiteFailure failure, DateTimeOffset now)
    {
        if (failure.Kind is FailureKind.Transient or FailureKind.Throttled)
        {
            issuance.Retry(failure.Code, failure.RetryAfter, now);
        }
        else
        {
            issuance.Refused(failure.Code, failure.RetryAfter, now);
        }
    }

    public async Task FailAsync(IssuanceRun run, IssuanceFailure cause, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        var now = time.GetUtcNow();
        var tenant = await db.Tenants.SingleAsync(t => t.Name == issuance.Tenant, cancellationToken);
        if (issuance.CertificateId is not null)
        {
            Abandon(await run.CertificateAsync(cancellationToken));
        }

        issuance.Fail(cause, now);
        if (issuance.Kind is IssuanceKind.Consent)
        {
            _ = tenant.FailProvisioning(issuance.Failure!, now);
            Log.ConsentFailed(logger, issuance.Tenant.Value, issuance.Failure!);
            return;
        }

        // What it may have uploaded is revoked by the next review, which has the token for it.
        var upkeep = await run.UpkeepAsync(cancellationToken);
        upkeep.RotationFailed(issuance.Failure!, now + UpkeepPolicy.BackOff(upkeep.Attempts + 1, (issuance.Deadline ?? now) - now));
        upkeep.ReviewBy(now + UpkeepPolicy.ReviewBackOff(0));
        issuance.Clean(now);
        run.Note(EventType.RotationFailed, now, ("reason", issuance.Failure!));
        metrics.Ended(issuance.Failure!);
        Log.RotationFailed(logger, issuance.Tenant.Value, issuance.Failure!, upkeep.Attempts);
    }

    private void Postpone(Issuance issuance, NetSuiteFailure failure) => Postpone(issuance, failure, time.GetUtcNow());

    private void Abandon(Certificate certificate)
    {
        if (certificate.Abandoned(time.GetUtcNow()))
        {
            login.Forget(certificate);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(211, LogLevel.Warning, "{Tenant}: connecting failed and a person must try again: {Cause}")]
        public static partial void ConsentFailed(ILogger logger, string tenant, string cause);

        [LoggerMessage(212, LogLevel.Information, "{Tenant}: NetSuite did not take the certificate: {Failure} ({Status}), attempt {Attempt}")]
        public static partial void UploadFailed(ILogger logger, string tenant, string failure, string status, int attempt);

        [LoggerMessage(214, LogLevel.Warning, "{Tenant}: the certificate could not be renewed: {Cause}, attempt {Attempt}; it is tried again")]
        public static partial void RotationFailed(ILogger logger, string tenant, string cause, int attempt);
    }
}
