using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tenants.Import;

/// <summary>
/// A vendor moves in with a mapping made elsewhere. Judge the key, see that nothing is in the way, let NetSuite prove it, and only then
/// write, all at once: whoever is killed on the way has changed nothing.
/// </summary>
public sealed partial class ImportFlow(
    ImportJudge judge,
    ImportStore store,
    OriginDiscovery discovery,
    CertificateLogin login,
    NetSuiteClient client,
    TimeProvider time,
    ILogger<ImportFlow> logger)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <param name="actor">Who asks, for the tenant's history.</param>
    /// <returns>Null when the tenant signs with the imported key.</returns>
    public async Task<Refusal?> ImportAsync(string tenant, ImportRequest request, string actor, CancellationToken cancellationToken)
    {
        var (plan, refusal) = judge.Judge(tenant, request);
        if (plan is null)
        {
            return refusal;
        }

        refusal = await ImportAsync(plan, actor, cancellationToken);
        if (refusal is not null)
        {
            Log.Refused(logger, plan.Tenant.Value, refusal.Code);
        }

        return refusal;
    }

    private async Task<Refusal?> ImportAsync(ImportPlan plan, string actor, CancellationToken cancellationToken)
    {
        var standing = await store.StandingAsync(plan, cancellationToken);
        if (standing.IsDone || standing.Obstacle is not null)
        {
            return standing.Obstacle;
        }

        if (await discovery.FindAsync(plan.Account, cancellationToken) is not { } origins)
        {
            return new Refusal(ErrorCode.AccountInvalid, "NetSuite does not know this account.");
        }

        var (proven, refusal) = await ProveAsync(plan, origins, cancellationToken);
        if (proven is null)
        {
            return refusal;
        }

        standing = await store.KeepAsync(proven, standing, actor, cancellationToken);
        if (standing is { IsDone: false, Obstacle: null })
        {
            Log.Imported(logger, plan.Tenant.Value, plan.Account.Value, plan.CertificateId, actor);
        }

        return standing.Obstacle;
    }

    private async Task<(ProvenImport? Import, Refusal? Refusal)> ProveAsync(
        ImportPlan plan, AccountOrigins origins, CancellationToken cancellationToken)
    {
        var minted = await MintAsync(plan, cancellationToken);
        if (!minted.Succeeded(out var token, out var failure))
        {
            return (null, RefusalOf(plan, failure, failure is { Kind: FailureKind.Permanent, IsConfirmed: false }));
        }

        var listed = await client.ListCertificatesAsync(plan.Account, plan.Integration.ClientId, token.AccessToken, cancellationToken);
        return listed.Succeeded(out var list, out failure)
            ? ProvenImport.Judge(plan, origins, token, list, time.GetUtcNow())
            : (null, RefusalOf(plan, failure, mayPass: false));
    }

    /// <summary>
    /// NetSuite's answer for a wrong key and for a bad moment may be the same one: heard twice, it is believed, for
    /// nothing is lost by it.
    /// </summary>
    private async Task<NetSuiteResult<MintedToken>> MintAsync(ImportPlan plan, CancellationToken cancellationToken)
    {
        var minted = await MintOnceAsync(plan, cancellationToken);
        return minted.Failure is { Kind: FailureKind.Ambiguous } ? await MintOnceAsync(plan, cancellationToken) : minted;
    }

    private Task<NetSuiteResult<MintedToken>> MintOnceAsync(ImportPlan plan, CancellationToken cancellationToken) =>
        login.MintForSureAsync(plan.Key, plan.CertificateId, plan.Account, plan.Integration.ClientId, plan.Scopes, cancellationToken);

    private Refusal RefusalOf(ImportPlan plan, NetSuiteFailure failure, bool mayPass)
    {
        Log.NotProven(logger, plan.Tenant.Value, failure.Code, failure.LoggedStatus);
        return mayPass || failure.Kind is FailureKind.Transient or FailureKind.Throttled
            ? new Refusal(ErrorCode.TemporarilyUnavailable, RetryAfter: failure.RetryAfter ?? DefaultRetryAfter)
            : new Refusal(ErrorCode.NotProven, DetailOf(failure));
    }

    private static string DetailOf(NetSuiteFailure failure) => failure switch
    {
        { Code: FailureCodes.PermissionMissing } =>
            "The mapping's role lacks a permission: it needs Log in using OAuth 2.0 Access Tokens and Manage own OAuth 2.0 Client Credentials Certificates.",
        { Code: FailureCodes.InvalidScope or FailureCodes.InsufficientScope } =>
            "The integration record in NetSuite does not have all the scopes that are configured here.",
        { Code: FailureCodes.UnauthorizedClient } => "The integration record is blocked, waits for approval, or does not allow client credentials.",
        { Kind: FailureKind.Ambiguous } => $"NetSuite refused twice ({failure.Code}), as it does for a wrong key and at a bad moment. Check the key, or try again.",
        _ => $"NetSuite refused ({failure.Code}). Check account, integration, certificate and key.",
    };

    private static partial class Log
    {
        [LoggerMessage(233, LogLevel.Information, "{Tenant}: taken over in {Account}, certificate {Certificate} signs, at the request of {Caller}")]
        public static partial void Imported(ILogger logger, string tenant, string account, string certificate, string caller);

        [LoggerMessage(231, LogLevel.Information, "{Tenant}: import refused: {Code}")]
        public static partial void Refused(ILogger logger, string tenant, ErrorCode code);

        [LoggerMessage(232, LogLevel.Information, "{Tenant}: NetSuite did not prove what was to be imported: {Failure} ({Status})")]
        public static partial void NotProven(ILogger logger, string tenant, string failure, string status);
    }
}
