using System.Net;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Before another certificate is uploaded there is room for it: among NetSuite's five, and among our own two.</summary>
public sealed class SlotBudgetTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task Another_persons_certificate_waits_until_the_one_that_drains_can_be_revoked()
    {
        await RotateAsync();
        var bad = NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503, Times = 1 });

        await ConsentAsync(user: 318);

        Assert.Equal(1, bad.Hits);
        Assert.Equal([317L, 318L], NetSuite.Active().Select(certificate => certificate.Entity));
    }

    [Fact]
    public async Task One_that_the_list_does_not_show_yet_counts()
    {
        NetSuite.Options.CertificateListDelay = TimeSpan.FromSeconds(20);

        await RotateAsync();
        await RotateAsync();

        Assert.Equal(2, _deployment.MostActiveAtOnce());
    }

    [Fact]
    public async Task One_that_gives_no_token_yet_is_revoked_by_the_one_that_signs_for_the_same_person()
    {
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromSeconds(50);
        await _deployment.Internal.PostAsync($"/tenants/{Deployment.Tenant}/rotate", null, Cancellation);
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("rotation").GetProperty("state").GetString() == "uploaded");

        await ConsentAsync(user: 318);

        Assert.Equal(2, _deployment.MostActiveAtOnce());
    }

    [Fact]
    public async Task A_person_who_cannot_log_in_any_more_does_not_keep_another_from_connecting()
    {
        await RotateAsync();
        NetSuite.FindAccount(Deployment.Account)!.FindUser(317)!.Active = false;

        await ConsentAsync(user: 318);
    }

    [Fact]
    public async Task A_revocation_that_failed_is_not_forgotten_over_another_one_that_did_not()
    {
        await RotateAsync();
        var orphan = await _deployment.UploadForeignAsync(_time.GetUtcNow());
        await _deployment.ChangeAsync((db, now) =>
        {
            var certificate = new Certificate
            {
                Tenant = TenantName.Parse(Deployment.Tenant),
                Id = orphan,
                Account = AccountId.Parse(Deployment.Account),
                ClientId = IntegrationSettings.DefaultClientId,
                Role = 1042,
                Entity = 317,
                Algorithm = SigningAlgorithm.ES256,
                Pem = "",
                NotBefore = now,
                NotAfter = now.AddDays(365),
                MadeAt = now,
            };
            certificate.Uploaded(null, now);
            Assert.True(certificate.Abandoned(now));
            db.Certificates.Add(certificate);
            return Task.CompletedTask;
        });
        var bad = NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503, Times = 1 });

        await RotateAsync();

        Assert.Equal(1, bad.Hits);
        Assert.DoesNotContain(NetSuite.Active(), certificate => certificate.Id == orphan);
        Assert.Equal(2, NetSuite.Active().Count());
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private async Task RotateAsync()
    {
        var before = (await _deployment.SigningAsync()).Id;
        await _deployment.Internal.PostAsync($"/tenants/{Deployment.Tenant}/rotate", null, Cancellation);
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("certificate").GetProperty("id").GetString() != before);
    }

    private async Task ConsentAsync(long user)
    {
        using var admin = _deployment.NewAdmin();
        var link = await _deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link, user: user)).StatusCode);
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("entity").GetInt64() == user);
    }
}
