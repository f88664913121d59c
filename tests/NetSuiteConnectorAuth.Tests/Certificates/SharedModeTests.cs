using System.Net;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>One certificate of the vendor's for every tenant, and its replacement.</summary>
public sealed class SharedModeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private readonly string _folder = Directory.CreateTempSubdirectory("nsca-shared-").FullName;
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync()
    {
        var file = WriteCertificate("first");
        _deployment = await Deployment.StartAsync(
            settings =>
            {
                settings["Certificates:Mode"] = "Shared";
                settings["Certificates:SharedCertificatePath"] = file.Path;
            },
            simulator => simulator.AccessTokenAlgorithm = "ES256",
            _time);
        First = file.Id;
        await _deployment.ConnectAsync();
        await _deployment.ConnectAsync("beta", "TSTDRV1234567");
    }

    public async ValueTask DisposeAsync()
    {
        await _deployment.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string First { get; set; } = "";

    [Fact]
    public async Task Every_tenant_signs_with_it_and_the_vendor_alone_can_renew_it()
    {
        Assert.Equal([First, First], [await IdAsync("acme"), await IdAsync("beta")]);
        await _deployment.TokenAsync("beta");
        Assert.Equal(
            HttpStatusCode.Conflict, (await _deployment.Internal.PostAsync("/tenants/acme/rotate", null, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Replaced_in_the_configuration_it_is_rolled_out_within_a_day_and_no_token_fails()
    {
        var second = WriteCertificate("second");
        await _deployment.RestartAsync(settings => settings["Certificates:SharedCertificatePath"] = second.Path);
        Assert.Equal(First, await IdAsync("acme"));
        await _deployment.TokenAsync(more: ("scope", "restlets"));

        for (var hour = 0; hour < 26; hour++)
        {
            await _deployment.PassAsync(_time, TimeSpan.FromHours(1));
            await _deployment.TokenAsync();
            await _deployment.TokenAsync("beta");
        }

        foreach (var (tenant, account) in new[] { ("acme", "1234567"), ("beta", "TSTDRV1234567") })
        {
            Assert.Equal(second.Id, await IdAsync(tenant));
            Assert.Equal(second.Id, Assert.Single(_deployment.Simulator.NetSuite.Active(account)).Id);
        }
    }

    [Fact]
    public async Task Its_end_is_told_of_because_nobody_here_can_renew_it()
    {
        await _deployment.PassAsync(_time, TimeSpan.FromDays(365 - 13));

        Assert.Contains("certificate.expiring", await _deployment.EventsAsync());
        Assert.Equal("idle", (await _deployment.TenantAsync()).GetProperty("rotation").GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_vendor_who_goes_over_to_a_certificate_each_has_them_all_replaced()
    {
        await _deployment.RestartAsync(settings => settings["Certificates:Mode"] = "PerTenant");

        // Each at the time its own certificate is due, as in any other year.
        await _deployment.PassAsync(_time, TimeSpan.FromHours(7));
        await _deployment.PassAsync(_time, TimeSpan.FromDays(250));
        await _deployment.PassAsync(_time, TimeSpan.FromHours(7));

        Assert.NotEqual(First, await IdAsync("acme"));
        Assert.NotEqual(await IdAsync("beta"), await IdAsync("acme"));
    }

    [Fact]
    public async Task One_connection_that_failed_does_not_use_it_up()
    {
        _deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer)
        {
            Status = 400, Body = """{"error":"invalid_grant"}""", Account = "1234567_SB1",
        });
        await ConsentAsync("gamma", "1234567_SB1");
        await _deployment.TurnUntilFailedAsync(_time, "gamma");
        await _deployment.WaitUntilCleanAsync();
        Assert.Equal(First, Assert.Single(_deployment.Simulator.NetSuite.Active("1234567_SB1")).Id);

        _deployment.Simulator.NetSuite.Faults.Clear();
        await _deployment.ConnectAsync("gamma", "1234567_SB1");
        await _deployment.TokenAsync("gamma", ("scope", "restlets"));
    }

    [Fact]
    public async Task A_rollout_that_failed_is_tried_again_with_the_same_certificate()
    {
        var second = WriteCertificate("second");
        await _deployment.RestartAsync(settings => settings["Certificates:SharedCertificatePath"] = second.Path);
        _deployment.Simulator.NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromHours(3);
        await _deployment.Internal.PostAsync("/tenants/acme/rotate", null, TestContext.Current.CancellationToken);
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("rotation").GetProperty("last_error").GetString() == "not_proven");
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(5));
        Assert.Contains(_deployment.Simulator.NetSuite.Active(), certificate => certificate.Id == second.Id);

        for (var hour = 0; hour < 6; hour++)
        {
            await _deployment.PassAsync(_time, TimeSpan.FromHours(1));
        }

        Assert.Equal(second.Id, await IdAsync("acme"));
    }

    [Fact]
    public async Task Who_shares_an_account_and_was_disconnected_can_be_connected_again()
    {
        await _deployment.ConnectAsync("gamma");
        await _deployment.WaitUntilCleanAsync();
        var answer = await _time.TurnWhileAsync(_deployment.Internal.DeleteAsync("/tenants/gamma", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await _deployment.TokenAsync(more: ("scope", "restlets"));

        await _deployment.ConnectAsync("gamma");
        await _deployment.TokenAsync("gamma", ("scope", "restlets"));
    }

    private async Task ConsentAsync(string tenant, string account)
    {
        using var admin = _deployment.NewAdmin();
        await admin.ConsentAsync(await _deployment.LinkAsync(new { tenant, account }), account: account);
    }

    private (string Path, string Id) WriteCertificate(string name)
    {
        var made = CertificateFactory.Create(SigningAlgorithm.ES256, 3072, name, _time.GetUtcNow().AddMinutes(-5), TimeSpan.FromDays(365));
        var path = Path.Combine(_folder, name + ".pem");
        File.WriteAllText(path, made.CertificatePem + "\n" + made.PrivateKeyPem.Reveal());
        return (path, made.Id);
    }

    private async Task<string?> IdAsync(string tenant) =>
        (await _deployment.TenantAsync(tenant)).GetProperty("certificate").GetProperty("id").GetString();
}
