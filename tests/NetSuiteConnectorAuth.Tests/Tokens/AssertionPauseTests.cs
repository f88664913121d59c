using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>No assertion is given that would only be used to ask a NetSuite which wants to be left alone, or which refuses for good.</summary>
public sealed class AssertionPauseTests : IAsyncLifetime
{
    private const string Asserter = "asserter";
    private static readonly (string, string) Cold = ("scope", "restlets");

    private readonly FakeTimeProvider _time = Jobs.StandingClock();
    private Deployment _deployment = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _deployment = await Jobs.StartConnectedAsync(_time, settings => settings.AddCaller(Asserter, ["*"], ["assertion"]));
        _client = _deployment.ClientOf(Asserter, Deployment.JobSecret);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _deployment.DisposeAsync();
    }

    [Fact]
    public async Task While_NetSuite_limits_an_account_none_of_its_tenants_has_one()
    {
        await _deployment.ConnectAsync("acme-too", Deployment.Account);
        await _deployment.ConnectAsync("beta", "TSTDRV1234567");
        _deployment.Fault(FaultKind.Throttle, fault => fault with { RetryAfter = 60, Times = 1 });
        Assert.Equal("netsuite_throttled", (await _deployment.RefusalAsync(Cold)).ErrorCode);

        _time.Advance(TimeSpan.FromSeconds(1));
        foreach (var tenant in (string[])["acme", "acme-too"])
        {
            Assert.Equal(
                new OAuthError(503, "temporarily_unavailable", "netsuite_throttled", 59, tenant), await OAuthError.ReadAsync(await AskAsync(tenant)));
        }

        Assert.True((await AskAsync("beta")).IsSuccessStatusCode);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.True((await AskAsync("acme")).IsSuccessStatusCode);
        Assert.True((await AskAsync("acme-too")).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(500, """{"error":"server_error"}""", "netsuite_ambiguous", 2)]
    [InlineData(500, "", "netsuite_unavailable", 1)]
    public async Task After_failures_the_pause_is_the_tokens(int status, string body, string errorCode, int attempts)
    {
        // The first one may be asked again at once.
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = status, Body = body, Times = 2 * attempts });
        Assert.Equal(errorCode, (await _deployment.RefusalAsync(Cold)).ErrorCode);
        Assert.True((await AskAsync("acme", Cold)).IsSuccessStatusCode);
        Assert.Equal(errorCode, (await _deployment.RefusalAsync(Cold)).ErrorCode);

        var refused = await OAuthError.ReadAsync(await AskAsync("acme", Cold));

        Assert.Equal((503, "temporarily_unavailable", errorCode, "acme"), (refused.Status, refused.Error, refused.ErrorCode, refused.Tenant));
        _time.Advance(TimeSpan.FromSeconds(refused.RetryAfter!.Value));
        Assert.True((await AskAsync("acme", Cold)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Once_NetSuite_has_refused_for_good_a_person_is_needed()
    {
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 400, Body = """{"error":"invalid_grant"}""" });
        Assert.Equal("reconnect_required", (await _time.TurnWhileAsync(_deployment.RefusalAsync(Cold))).ErrorCode);

        Assert.Equal(
            new OAuthError(400, "invalid_grant", "reconnect_required", Tenant: "acme"), await OAuthError.ReadAsync(await AskAsync("acme")));
    }

    [Fact]
    public async Task It_is_the_present_generations_after_a_new_consent()
    {
        var before = await CertificateAsync();

        await _deployment.ConnectAsync();
        var tenant = await _deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("generation").GetInt32() == 2);

        var after = await CertificateAsync();
        Assert.NotEqual(before, after);
        Assert.Equal(tenant.GetProperty("certificate").GetProperty("id").GetString(), after);
    }

    private Task<HttpResponseMessage> AskAsync(string tenant, params (string Name, string Value)[] form) =>
        _client.PostAsync($"/tenants/{tenant}/assertion", form.Length == 0 ? null : Deployment.Form(form), Jobs.Cancelled);

    private async Task<string?> CertificateAsync()
    {
        var assertion = (await Deployment.JsonAsync(await AskAsync("acme"))).GetProperty("client_assertion").GetString()!;
        _deployment.Secrets.Note(assertion);
        return Jwts.Header(assertion).GetProperty("kid").GetString();
    }
}
