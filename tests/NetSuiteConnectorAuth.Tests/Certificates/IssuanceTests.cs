using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>From a consent to a certificate that signs, when nothing goes wrong.</summary>
public sealed class IssuanceTests
{
    [Fact]
    public async Task A_consent_becomes_a_certificate_a_token_and_a_history()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync();
        await deployment.WaitUntilCleanAsync();

        var tenant = await deployment.TenantAsync();
        var events = await deployment.QueryAsync(db => db.Events.OrderBy(e => e.Id).Select(e => e.Type).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal("certificate.uploaded", events[0]);
        Assert.Equal(["certificate.activated", "certificate.uploaded", "tenant.connected"], events.Order());
        Assert.Equal(("ok", 1), (tenant.GetProperty("health").GetString(), tenant.GetProperty("generation").GetInt32()));
        Assert.Equal("idle", tenant.GetProperty("rotation").GetProperty("state").GetString());
        var listed = Assert.Single(deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!.Certificates.All);
        Assert.Equal(listed.Id, tenant.GetProperty("certificate").GetProperty("id").GetString());
        Assert.Equal((1042, 317), (listed.Role, listed.Entity));
    }

    [Fact]
    public async Task Nothing_of_the_consent_is_left()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync();
        await deployment.WaitUntilCleanAsync();

        var journal = deployment.Simulator.NetSuite.Journal;
        var revocation = Assert.Single(journal.Entries, entry => entry.Operation == Operation.Revoke);
        Assert.Equal(200, revocation.Status);
        Assert.Equal(0, journal.Count(Operation.TokenRefresh));
        var row = await deployment.QueryAsync(db => db.Issuances.SingleAsync(TestContext.Current.CancellationToken));
        Assert.Equal((null, null, null), (row.Grant, row.GrantExpiresAt, row.DueAt));
    }

    [Fact]
    public async Task The_token_that_proved_the_certificate_is_the_first_one_served()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync();

        await deployment.TokenAsync();

        Assert.Equal(1, deployment.Simulator.NetSuite.Journal.Count(Operation.TokenClientCredentials));
    }

    [Theory]
    [InlineData("ES256", 3072, 256)]
    [InlineData("ES384", 3072, 384)]
    [InlineData("ES512", 3072, 521)]
    [InlineData("PS256", 3072, 3072)]
    [InlineData("PS384", 3072, 3072)]
    [InlineData("PS512", 4096, 4096)]
    public async Task Every_algorithm_connects_and_mints(string algorithm, int rsaKeySize, int bits)
    {
        await using var deployment = await Deployment.StartAsync(settings =>
        {
            settings["Certificates:Algorithm"] = algorithm;
            settings["Certificates:RsaKeySize"] = $"{rsaKeySize}";
        });
        await deployment.ConnectAsync();
        await deployment.TokenAsync(more: ("scope", "restlets"));

        var mapped = Assert.Single(deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!.Certificates.All);
        using var certificate = X509Certificate2.CreateFromPem(mapped.Pem);
        using var rsa = certificate.GetRSAPublicKey();
        using var ecdsa = certificate.GetECDsaPublicKey();
        Assert.Equal(bits, rsa?.KeySize ?? ecdsa!.KeySize);
        var mints = deployment.Simulator.NetSuite.Journal.Entries.Where(entry => entry.Operation == Operation.TokenClientCredentials).ToList();
        Assert.Equal(2, mints.Count);
        Assert.All(mints, mint =>
        {
            Assert.Equal(200, mint.Status);
            Assert.Equal(algorithm, mint.AssertionHeader!.Value.GetProperty("alg").GetString());
            Assert.Equal(mapped.Id, mint.AssertionHeader.Value.GetProperty("kid").GetString());
        });
        Assert.Equal(algorithm, (await deployment.TenantAsync()).GetProperty("certificate").GetProperty("algorithm").GetString());
    }

    [Fact]
    public async Task The_validity_NetSuite_grants_is_the_one_that_counts()
    {
        await using var deployment = await Deployment.StartAsync(simulator: options => options.GrantedValidityDays = 30);
        await deployment.ConnectAsync();

        var certificate = (await deployment.TenantAsync()).GetProperty("certificate");
        var validUntil = certificate.GetProperty("valid_until").GetDateTimeOffset();
        var listed = Assert.Single(deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!.Certificates.All);
        Assert.Equal(listed.ValidUntil.UtcDateTime.Date, validUntil.UtcDateTime);
        Assert.InRange(certificate.GetProperty("renews_at").GetDateTimeOffset(), certificate.GetProperty("not_before").GetDateTimeOffset().AddDays(15), validUntil.AddDays(-5));
    }

    [Fact]
    public async Task The_result_page_goes_from_progress_to_a_receipt_without_a_script()
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();
        var held = deployment.Simulator.NetSuite.Faults.Add(new(Operation.CertificatesUpload, NetSuiteSimulator.Faults.FaultKind.HoldBefore) { Times = 1 });
        var result = (await admin.ConsentAsync(await deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account }))).Headers.Location!;
        await held.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        var progress = await admin.GetAsync(result);
        held.Release();
        await deployment.WaitForAsync(Deployment.Tenant, tenant => tenant.GetProperty("status").GetString() == "connected");
        var receipt = await admin.GetAsync(result);

        Assert.Equal("2", Assert.Single(progress.Headers.GetValues("Refresh")));
        Assert.False(receipt.Headers.Contains("Refresh"));
        var page = WebUtility.HtmlDecode(await receipt.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var certificate = (await deployment.TenantAsync()).GetProperty("certificate");
        foreach (var text in new[] { "1234567", "317", "1042", certificate.GetProperty("id").GetString()!, "ES256", "REST web services, RESTlets", "OAuth 2.0 Client Credentials (M2M) Setup" })
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }
    }
}
