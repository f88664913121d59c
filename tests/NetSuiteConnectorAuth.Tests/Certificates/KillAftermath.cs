using System.Net;
using System.Text.Json;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tenants.Import;
using NetSuiteSimulator;
using NetSuiteSimulator.Certificates;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Refusals;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>What must be true of a tenant when the service has come back from a kill and has done what was left to do, without a person.</summary>
internal static class KillAftermath
{
    private static readonly TimeSpan Soon = TimeSpan.FromHours(1);

    /// <summary>Reviews follow at once: the old certificate drains for as long as a test can wait, and a look cut short is soon repeated.</summary>
    public static void WithQuickReviews(Dictionary<string, string?> settings)
    {
        settings["Certificates:Overlap"] = "00:00:02";
        WithShortLeases(settings);
    }

    /// <summary>A look cut short is soon repeated. Longer than the exchange of a code takes, in a crowd on a slow machine, for it has a lease, too.</summary>
    public static void WithShortLeases(Dictionary<string, string?> settings) => settings["Scheduler:Lease"] = "00:00:08";

    /// <summary>Somebody else's certificate, where ours will be.</summary>
    public static async Task PlantForeignAsync(MortalDeployment deployment, MortalTenant tenant) =>
        tenant.Foreign = (await HandMadeMapping.MakeAsync(
            deployment.Simulator, deployment.PublicUrl, deployment.Secrets, TimeProvider.System.GetUtcNow(), tenant.Account)).Id;

    /// <summary>A consent that is killed before the answer to its code is known is lost.</summary>
    public static bool LosesTheConsent(Operation operation) => operation is Operation.Discovery or Operation.TokenAuthorizationCode;

    /// <summary>
    /// Calls the callbacks, each until NetSuite holds what it came for. Those whose consent would be lost come last: on a busy machine the
    /// others may take longer than the time-out of a request, and theirs would then go on.
    /// </summary>
    public static async Task<List<Task<HttpStatusCode?>>> CallUntilHeldAsync(
        IEnumerable<(MortalTenant Tenant, Operation Operation, ActiveFault Hold)> instants)
    {
        var callbacks = new List<Task<HttpStatusCode?>>();
        foreach (var group in instants.GroupBy(instant => LosesTheConsent(instant.Operation)).OrderBy(group => group.Key).Select(group => group.ToList()))
        {
            callbacks.AddRange(group.ConvertAll(instant => MortalDeployment.TryCallAsync(instant.Tenant)));
            foreach (var (_, _, hold) in group)
            {
                await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
            }
        }

        return callbacks;
    }

    /// <summary>Connected, minting with the certificate it shows, which is the only one of ours that NetSuite takes and whose key is kept.</summary>
    /// <param name="certificates">All that were ever uploaded; null when it cannot be known.</param>
    public static async Task AssertConnectedAsync(MortalDeployment deployment, MortalTenant tenant, int? certificates = null)
    {
        var document = await SettledAsync(deployment, tenant);
        Assert.Equal("connected", Text(document, "status"));
        Assert.Equal("ok", Text(document, "health"));
        Assert.Equal("idle", Text(document.GetProperty("rotation"), "state"));
        var signing = Text(document.GetProperty("certificate"), "id");

        // A narrower token than any before: NetSuite has to be asked for it.
        using var token = await deployment.RequestTokenAsync(tenant.Name, ("scope", "restlets"));
        Assert.Equal(HttpStatusCode.OK, token.StatusCode);
        var mint = deployment.Simulator.NetSuite.Journal.Entries.Last(
            entry => entry.Account == tenant.Account && entry.Operation == Operation.TokenClientCredentials);
        Assert.Equal((200, signing), (mint.Status, mint.CertificateId));

        AssertNetSuiteHas(deployment, tenant, [signing]);
        Assert.Equal(certificates ?? Ours(deployment, tenant).Count, Ours(deployment, tenant).Count);
        Assert.Equal(signing, Kept(deployment, tenant));
    }

    /// <summary>Nothing of ours works any more or is kept; asked once more, the service says that all is done.</summary>
    public static async Task AssertDisconnectedAsync(MortalDeployment deployment, MortalTenant tenant)
    {
        var document = await SettledAsync(deployment, tenant);
        Assert.Equal("disconnected", Text(document, "status"));
        Assert.Equal(HttpStatusCode.OK, await deployment.TryDisconnectAsync(tenant));
        AssertNetSuiteHas(deployment, tenant, []);
        Assert.Equal("", Kept(deployment, tenant));
        Assert.Equal("0", deployment.Store.Scalar("SELECT count(*) FROM \"Tokens\" WHERE \"Tenant\" = @tenant", ("@tenant", tenant.Name)));
        using var token = await deployment.RequestTokenAsync(tenant.Name);
        Assert.False(token.IsSuccessStatusCode);
    }

    /// <summary>The tenant once neither the journal nor a review has anything more to do for it.</summary>
    public static async Task<JsonElement> SettledAsync(MortalDeployment deployment, MortalTenant tenant)
    {
        await Eventually.IsTrueAsync(
            () => IsSettled(deployment, tenant),
            () => $"{tenant.Name} has nothing to do: {Issuances(deployment, tenant)}; review at {ReviewAt(deployment, tenant)}");
        Assert.Equal("0", deployment.Store.Scalar("SELECT count(*) FROM \"Issuances\" WHERE \"Tenant\" = @tenant AND \"Grant\" IS NOT NULL", ("@tenant", tenant.Name)));
        return await deployment.TenantAsync(tenant.Name);
    }

    public static string? Issuances(MortalDeployment deployment, MortalTenant tenant) => deployment.Store.Scalar(
        "SELECT group_concat(\"Kind\" || ' ' || \"State\" || ' ' || coalesce(\"LastError\", \"Failure\", ''), ', ') FROM \"Issuances\" WHERE \"Tenant\" = @tenant",
        ("@tenant", tenant.Name));

    private static bool IsSettled(MortalDeployment deployment, MortalTenant tenant)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;

        // A review that NetSuite sent away comes again in two minutes and more. It is brought forward, for a test does not wait so long.
        deployment.Store.Execute(
            "UPDATE \"Upkeeps\" SET \"ReviewAt\" = @now WHERE \"Tenant\" = @tenant AND \"ReviewAt\" > @backedOff AND \"ReviewAt\" < @soon",
            ("@tenant", tenant.Name), ("@now", now), ("@backedOff", now.AddMinutes(1)), ("@soon", now + Soon));
        return deployment.Store.HasNothingToIssue(tenant.Name)
            && deployment.Store.Scalar(
                "SELECT count(*) FROM \"Upkeeps\" WHERE \"Tenant\" = @tenant AND \"ReviewAt\" < @soon", ("@tenant", tenant.Name), ("@soon", now + Soon)) == "0";
    }

    private static void AssertNetSuiteHas(MortalDeployment deployment, MortalTenant tenant, string?[] active)
    {
        var ours = Ours(deployment, tenant);
        Assert.Equal(active, ours.Where(certificate => certificate.RevokedAt is null).Select(certificate => certificate.Id));
        foreach (var uploaded in ours)
        {
            var beside = ours.FindAll(other => other.CreatedAt <= uploaded.CreatedAt && (other.RevokedAt is null || other.RevokedAt > uploaded.CreatedAt));
            Assert.True(beside.Count <= 2, $"{tenant.Name}: {beside.Count} of ours were active when {uploaded.Id} was uploaded: {Issuances(deployment, tenant)}");
        }

        if (tenant.Foreign is not null)
        {
            Assert.Null(deployment.Simulator.NetSuite.FindAccount(tenant.Account)!.Certificates.Find(tenant.Foreign)!.RevokedAt);
        }

        Assert.DoesNotContain(
            deployment.Simulator.NetSuite.Journal.Entries, entry => entry.Account == tenant.Account && entry.Cause == RefusalCause.CertificateAlreadyKnown);
    }

    private static List<MappedCertificate> Ours(MortalDeployment deployment, MortalTenant tenant) =>
        [.. deployment.Simulator.NetSuite.FindAccount(tenant.Account)!.Certificates.All.Where(certificate => certificate.Id != tenant.Foreign)];

    /// <summary>The certificates whose private keys are in the store.</summary>
    private static string? Kept(MortalDeployment deployment, MortalTenant tenant) => deployment.Store.Scalar(
        "SELECT group_concat(\"Id\") FROM \"Certificates\" WHERE \"Tenant\" = @tenant AND \"PrivateKey\" IS NOT NULL", ("@tenant", tenant.Name));

    private static string? ReviewAt(MortalDeployment deployment, MortalTenant tenant) =>
        deployment.Store.Scalar("SELECT \"ReviewAt\" FROM \"Upkeeps\" WHERE \"Tenant\" = @tenant", ("@tenant", tenant.Name));

    private static string? Text(JsonElement document, string name) => document.GetProperty(name).GetString();
}
