using System.Net;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>
/// A tenant that was connected anew as somebody else acts as nobody else: the certificate of before drains, and gives no tokens any more,
/// whatever NetSuite says to the new one.
/// </summary>
public sealed class FormerIdentityTests : IAsyncLifetime
{
    private const string ServerError = """{"error":"server_error"}""";

    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync()
    {
        _deployment = await Deployment.StartAsync(time: _time);
        await ConnectAsync(role: 3, user: -5, generation: 1);
    }

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task A_new_certificate_that_was_revoked_is_not_stood_in_for_by_the_administrators()
    {
        var tenant = await ConnectAsync(role: 1042, user: 317, generation: 2);
        Account.Certificates.Revoke(tenant.GetProperty("certificate").GetProperty("id").GetString()!, _time.GetUtcNow());

        var answer = await _time.TurnWhileAsync(_deployment.RequestTokenAsync(more: ("scope", "restlets")));

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_bad_moment_of_NetSuites_does_not_bring_back_the_role_of_before()
    {
        await ConnectAsync(role: 1042, user: 317, generation: 2);
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 500, Body = ServerError, Times = 1 });

        await AssertActsAsTheNewOneAsync();
    }

    [Fact]
    public async Task Nor_does_a_key_sign_again_that_was_ordered_to_be_revoked()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503 });
        var disconnected = await _time.TurnWhileAsync(_deployment.Internal.DeleteAsync("/tenants/acme", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Accepted, disconnected.StatusCode);
        var ordered = Assert.Single(Account.Certificates.All).Id;
        var tenant = await ConnectAsync(role: 3, user: -5, generation: null);
        _deployment.ForgetMints();
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 500, Body = ServerError, Times = 1 });

        await _time.TurnWhileAsync(_deployment.TokenAsync(more: ("scope", "restlets")));

        var mints = NetSuite.Journal.Entries.Where(entry => entry.Operation == Operation.TokenClientCredentials).Select(entry => entry.CertificateId).ToList();
        Assert.DoesNotContain(ordered, mints);
        Assert.Contains(tenant.GetProperty("certificate").GetProperty("id").GetString(), mints);
    }

    [Fact]
    public async Task While_a_certificate_of_the_same_identity_drains_it_does_stand_in()
    {
        var before = Assert.Single(Account.Certificates.All).Id;
        await ConnectAsync(role: 3, user: -5, generation: 2);
        _deployment.ForgetMints();
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 500, Body = ServerError, Times = 1 });

        await _time.TurnWhileAsync(_deployment.TokenAsync(more: ("scope", "restlets")));

        Assert.Equal(before, NetSuite.Journal.Entries.Last(entry => entry.Operation == Operation.TokenClientCredentials).CertificateId);
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Account Account => NetSuite.FindAccount(Deployment.Account)!;

    private async Task AssertActsAsTheNewOneAsync()
    {
        var token = await _time.TurnWhileAsync(_deployment.TokenAsync(more: ("scope", "restlets")));
        Assert.Equal("1234567;0;1042;317;N", Jwts.Payload(token).GetProperty("sub").GetString());
    }

    private async Task<System.Text.Json.JsonElement> ConnectAsync(int role, int user, int? generation)
    {
        using var admin = _deployment.NewAdmin();
        await admin.ConsentAsync(await _deployment.LinkAsync(new { tenant = "acme", account = Deployment.Account }), role, user);
        return await _deployment.TurnUntilAsync(_time, document =>
            document.GetProperty("status").GetString() == "connected"
            && (generation is null || document.GetProperty("generation").GetInt32() == generation));
    }
}
