using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>What the result page says of an issuance. Whoever has its address (256 random bits) may read it; no secret is on it.</summary>
public sealed class ConnectResults(IDbContextFactory<ConnectorDbContext> contexts, AnotherTry anotherTry, ConnectOptions options)
{
    public async Task<ResultPageModel?> FindAsync(string id, Branding branding, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var issuance = await db.Issuances.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
        if (issuance is null)
        {
            return null;
        }

        var certificate = await db.Certificates.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Tenant == issuance.Tenant && c.Id == issuance.CertificateId, cancellationToken);
        var done = Done(issuance, certificate);
        return issuance.State switch
        {
            IssuanceState.Activated => Model(ResultState.Connected, ProgressSteps.UnderWay(done), ReceiptOf(issuance, certificate!), null, null),
            IssuanceState.Failed => Model(
                ResultState.Failed, ProgressSteps.FailedAfter(done), null, ConnectProblems.For(issuance.Failure!), anotherTry.After(issuance)?.AbsoluteUri),
            _ => Model(ResultState.InProgress, ProgressSteps.UnderWay(done), null, null, null),
        };

        ResultPageModel Model(
            ResultState state, IReadOnlyList<ProgressStep> steps, Receipt? receipt, ConnectProblem? problem, string? retry) =>
            new(branding, state, steps, receipt, problem, retry, issuance.CreatedAt, options.Allowed(issuance.ReturnUrl));
    }

    /// <summary>How many steps of the page are behind us, from the facts, so that a failure shows where it happened.</summary>
    private static int Done(Issuance issuance, Certificate? certificate) => (issuance.State, certificate) switch
    {
        (IssuanceState.Exchanging, _) => 0,
        (_, null) => issuance.Failure is "exchange_failed" ? 0 : 1,
        (_, { ActivatedAt: not null }) => 5,
        (_, { ProvenAt: not null }) => 4,
        (_, { UploadedAt: not null }) => 3,
        _ => 2,
    };

    private static Receipt ReceiptOf(Issuance issuance, Certificate certificate) => new(
        issuance.Tenant.Value,
        issuance.Identity.Account.Value,
        StateText.Of(issuance.Identity.Account.Environment),
        issuance.Identity.Role,
        issuance.Identity.Entity,
        issuance.Scopes.Scopes,
        certificate.Id,
        certificate.Algorithm.ToString(),
        certificate.ValidUntil,
        certificate.ActivatedAt!.Value);
}
