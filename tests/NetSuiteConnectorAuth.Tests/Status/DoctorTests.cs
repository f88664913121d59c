using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Status.Doctor;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary><c>POST /tenants/{tenant}/check</c>: what it sees of a real NetSuite, and that it leaves everything as it was.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    private Deployment _deployment = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Account Account => NetSuite.FindAccount(Deployment.Account)!;

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(settings: settings =>
    {
        settings.AddCaller("partner", ["partner-*"], ["observe"]);
        settings.AddCaller("watcher", ["*"], ["observe"]);
        settings.AddCaller("job", ["*"]);
    });

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task A_healthy_connection_is_found_healthy_in_every_respect_by_one_token_and_one_list()
    {
        var check = await CheckAsync();

        Assert.Equal(["checked_at", "findings", "ok", "tenant"], Names(check));
        Assert.Equal((true, "acme"), (check.GetProperty("ok").GetBoolean(), check.GetProperty("tenant").GetString()));
        var findings = check.GetProperty("findings").EnumerateArray().ToList();
        Assert.All(findings, finding => Assert.Equal(["audit_trail_word", "code", "fix", "severity", "what", "who"], Names(finding)));
        Assert.All(findings, finding => Assert.Equal("ok", finding.GetProperty("severity").GetString()));
        Assert.Equal(
            [
                "connected", "netsuite_reached", "clock_agrees", "token_issued", "scope_granted", "certificates_readable", "certificate_listed",
                "certificate_valid", "slots_free",
            ],
            findings.Select(finding => finding.GetProperty("code").GetString()));
        Assert.Equal((1L, 1L), (_deployment.Mints(), NetSuite.Journal.Count(Operation.CertificatesList)));
    }

    [Fact]
    public async Task It_asks_NetSuite_although_a_token_is_in_memory_and_keeps_what_it_got_to_itself()
    {
        var token = await _deployment.AccessTokenAsync();
        var before = (await _deployment.TenantAsync()).ToString();
        var rows = await _deployment.QueryAsync(db => db.Tokens.AsNoTracking().Select(row => row.IssuedAt).ToListAsync(Cancelled));

        await CheckAsync();

        Assert.Equal(1, _deployment.Mints());
        Assert.Equal(token, await _deployment.AccessTokenAsync());
        Assert.Equal(before, (await _deployment.TenantAsync()).ToString());
        Assert.Equal(rows, await _deployment.QueryAsync(db => db.Tokens.AsNoTracking().Select(row => row.IssuedAt).ToListAsync(Cancelled)));
    }

    [Fact]
    public async Task A_refusal_for_good_is_told_and_changes_nothing()
    {
        var before = (await _deployment.TenantAsync()).ToString();
        var events = await _deployment.EventsAsync();
        Account.FindUser(317)!.Active = false;

        var check = await CheckAsync();

        Assert.False(check.GetProperty("ok").GetBoolean());
        var finding = Finding(check, "invalid_grant");
        Assert.Equal(("error", "customer_admin"), (Text(finding, "severity"), Text(finding, "who")));
        Assert.Contains("EntityOrRoleDisabled", Text(finding, "audit_trail_word")!.Split(", "));
        Assert.Contains("Setup › Users/Roles › Manage Users", Text(finding, "fix"), StringComparison.Ordinal);
        Assert.Equal(before, (await _deployment.TenantAsync()).ToString());
        Assert.Equal(events, await _deployment.EventsAsync());
    }

    [Fact]
    public async Task A_certificate_revoked_in_NetSuite_is_told_from_other_refusals_by_a_token_that_still_lives()
    {
        Account.Certificates.Revoke(Assert.Single(Account.Certificates.All).Id, DateTimeOffset.UnixEpoch);

        var check = await CheckAsync();

        var finding = Finding(check, "certificate_revoked");
        Assert.Equal(("error", "customer_admin", "MissingKey"), (Text(finding, "severity"), Text(finding, "who"), Text(finding, "audit_trail_word")));
        Assert.DoesNotContain("token_issued", Codes(check));
    }

    [Fact]
    public async Task A_certificate_that_NetSuite_lists_no_more_is_missing()
    {
        Account.Certificates.Revoke(Assert.Single(Account.Certificates.All).Id, DateTimeOffset.UnixEpoch);
        NetSuite.Options.ListInactiveCertificates = false;

        Assert.Contains("certificate_missing", Codes(await CheckAsync()));
    }

    [Fact]
    public async Task A_permission_that_is_gone_is_named_with_where_to_give_it_back()
    {
        Account.AddRole(1042, "Example Connector Role", PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices);

        var check = await CheckAsync();

        Assert.False(check.GetProperty("ok").GetBoolean());
        var finding = Finding(check, "permission_missing");
        Assert.Equal("customer_admin", Text(finding, "who"));
        Assert.Contains("Manage own OAuth 2.0 Client Credentials Certificates", Text(finding, "fix"), StringComparison.Ordinal);
        Assert.Contains("Setup › Users/Roles › Manage Roles › Permissions › Setup", Text(finding, "fix"), StringComparison.Ordinal);
        Assert.Contains("token_issued", Codes(check));
    }

    [Fact]
    public async Task A_full_list_warns_that_the_next_rotation_does_not_fit()
    {
        await _deployment.AddForeignAsync(DateTimeOffset.Parse((await _deployment.TenantAsync()).GetProperty("connected_at").GetString()!), count: 4);

        var check = await CheckAsync();

        var finding = Finding(check, "slots_full");
        Assert.Equal(("warning", "customer_admin"), (Text(finding, "severity"), Text(finding, "who")));
        Assert.Contains("5 of 5", Text(finding, "what"), StringComparison.Ordinal);
        Assert.Contains("1 made here and 4 not", Text(finding, "what"), StringComparison.Ordinal);
        Assert.True(check.GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData(5, "clock_off", "warning", true)]
    [InlineData(-5, "clock_off", "warning", true)]
    [InlineData(30, "clock_skew", "error", false)]
    [InlineData(-90, "clock_skew", "error", false)]
    public async Task A_clock_that_differs_from_NetSuites_is_the_operators_to_mend(int minutes, string code, string severity, bool ok)
    {
        NetSuite.Clock.Offset = TimeSpan.FromMinutes(minutes);

        var check = await CheckAsync();

        var finding = Finding(check, code);
        Assert.Equal((severity, "operator"), (Text(finding, "severity"), Text(finding, "who")));
        Assert.True(ok == check.GetProperty("ok").GetBoolean(), check.ToString());
    }

    [Theory]
    [InlineData(FaultKind.Reset, "connection_lost", "operator")]
    [InlineData(FaultKind.HtmlPage, "html_answer", "operator")]
    [InlineData(FaultKind.OversizedBody, "oversized_answer", "operator")]
    [InlineData(FaultKind.Throttle, "throttled", "customer_admin")]
    public async Task Trouble_on_the_way_is_named_by_its_kind(FaultKind kind, string code, string who)
    {
        _deployment.Fault(kind);

        var check = await CheckAsync();

        Assert.Equal(("error", who), (Text(Finding(check, code), "severity"), Text(Finding(check, code), "who")));
        Assert.False(check.GetProperty("ok").GetBoolean());
        Assert.Equal(0, NetSuite.Journal.Count(Operation.CertificatesList));
    }

    [Theory]
    [InlineData("""["rest_webservices"]""", "scope_reduced")]
    [InlineData("\"rest_webservices\"", "scope_reduced")]
    [InlineData("""["restlets","rest_webservices","more"]""", "scope_granted")]
    [InlineData("\"rest_webservices restlets\"", "scope_granted")]
    [InlineData("[7]", null)]
    [InlineData("\"\\ud800\"", null)]
    [InlineData("""["\ud800"]""", null)]
    [InlineData("null", null)]
    public async Task What_the_token_says_of_its_scopes_is_held_against_what_was_asked_for(string scope, string? expected)
    {
        var payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"scope":{{scope}}}"""));
        _deployment.Fault(FaultKind.Answer, fault => fault with
        {
            Status = 200,
            Body = JsonSerializer.Serialize(new { access_token = $"e30.{payload}.c2ln", expires_in = 3600, token_type = "Bearer" }),
        });

        var check = await CheckAsync();

        Assert.Equal(expected is null ? [] : [expected], Codes(check).Where(code => code.StartsWith("scope_", StringComparison.Ordinal)));
        Assert.Contains("token_issued", Codes(check));
    }

    [Fact]
    public async Task A_connection_as_Administrator_is_warned_of()
    {
        var link = await _deployment.LinkAsync(new { tenant = "mighty", account = Deployment.Account });
        using var admin = _deployment.NewAdmin();
        await admin.ConsentAsync(link, role: 3, user: -5);
        await _deployment.WaitForAsync("mighty", tenant => Text(tenant, "status") == "connected");

        var check = await CheckAsync("mighty");

        Assert.Equal(("warning", "customer_admin"), (Text(Finding(check, "role_administrator"), "severity"), Text(Finding(check, "role_administrator"), "who")));
        Assert.True(check.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_tenant_that_never_connected_is_told_so_and_NetSuite_is_not_asked()
    {
        await _deployment.OpenTenantAsync("pending", Deployment.Account);

        var check = await CheckAsync("pending");

        Assert.False(check.GetProperty("ok").GetBoolean());
        Assert.Equal(["never_connected"], Codes(check));
        Assert.Equal(0, _deployment.Mints());
    }

    [Fact]
    public async Task A_broken_connection_is_looked_at_all_the_same_and_stays_as_it_is()
    {
        await _deployment.ChangeAsync(async (db, now) => Assert.True((await db.Tenants.SingleAsync(Cancelled)).RequireReconnect("invalid_grant", now).IsApplied));

        var check = await CheckAsync();

        Assert.Equal("reconnect_required", Codes(check)[0]);
        Assert.Contains("token_issued", Codes(check));
        Assert.Equal("reconnect_required", Text(await _deployment.TenantAsync(), "status"));
    }

    [Theory]
    [InlineData(1, "renewal_due", "warning", 1)]
    [InlineData(-1, "certificate_expired", "error", 0)]
    public async Task A_certificate_nears_its_end_and_then_is_over(int daysLeft, string code, string severity, int mints)
    {
        await _deployment.ChangeAsync((db, now) => db.Certificates.ExecuteUpdateAsync(
            set => set.SetProperty(c => c.NotBefore, now.AddDays(-100)).SetProperty(c => c.ValidUntil, now.AddDays(daysLeft)), Cancelled));

        var check = await CheckAsync();

        Assert.Equal(severity, Text(Finding(check, code), "severity"));
        Assert.Equal(mints, _deployment.Mints());
    }

    [Fact]
    public async Task Who_asks_while_it_looks_waits_for_the_same_answer()
    {
        var doctor = _deployment.App.Services.GetRequiredService<DoctorFlow>();
        var acme = TenantName.Parse(Deployment.Tenant);
        var held = _deployment.Fault(FaultKind.HoldBefore);

        var first = doctor.CheckAsync(acme, Cancelled);
        await held.WaitUntilHeldAsync(Cancelled);
        var others = Enumerable.Range(0, 20).Select(_ => doctor.CheckAsync(acme, Cancelled)).ToList();
        Assert.All(others, other => Assert.False(other.IsCompleted));
        held.Release();

        var answer = await first;
        Assert.All(await Task.WhenAll(others), other => Assert.Same(answer, other));
        Assert.Equal(1, _deployment.Mints());
    }

    [Fact]
    public async Task Who_goes_away_does_not_end_the_look_for_the_others()
    {
        var doctor = _deployment.App.Services.GetRequiredService<DoctorFlow>();
        var acme = TenantName.Parse(Deployment.Tenant);
        var held = _deployment.Fault(FaultKind.HoldBefore);
        using var leaving = new CancellationTokenSource();

        var impatient = doctor.CheckAsync(acme, leaving.Token);
        await held.WaitUntilHeldAsync(Cancelled);
        var patient = doctor.CheckAsync(acme, Cancelled);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        held.Release();

        Assert.True((await patient)!.Ok);
    }

    [Fact]
    public async Task Nothing_of_what_NetSuite_says_is_repeated()
    {
        const string jwt = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIGxlYWsifQ.c2lnbmF0dXJlLW9mLWEtbGVhaw";
        _deployment.Secrets.Note(jwt);
        _deployment.Fault(FaultKind.Answer, fault => fault with
        {
            Status = 400,
            Body = JsonSerializer.Serialize(new { error = "invalid_grant", error_description = $"a leak {jwt} -----BEGIN PRIVATE KEY-----" }),
        });

        Assert.DoesNotContain("leak", (await CheckAsync()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_callers_tenant_and_none_at_all_cannot_be_told_apart()
    {
        using var partner = _deployment.ClientOf("partner", Deployment.JobSecret);
        var answers = new List<string>();
        foreach (var tenant in new[] { "acme", "never-heard-of", "NOT%20A%20NAME", "partner-none" })
        {
            using var answer = await partner.PostAsync($"/tenants/{tenant}/check", null, Cancelled);
            Assert.Equal((HttpStatusCode.NotFound, "unknown_tenant"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
            answers.Add(await answer.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(0, _deployment.Mints());
    }

    [Fact]
    public async Task To_observe_is_enough_and_to_fetch_tokens_is_not()
    {
        using var watcher = _deployment.ClientOf("watcher", Deployment.JobSecret);
        using var job = _deployment.ClientOf("job", Deployment.JobSecret);
        using var allowed = await watcher.PostAsync("/tenants/acme/check", null, Cancelled);
        using var forbidden = await job.PostAsync("/tenants/acme/check", null, Cancelled);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (allowed.StatusCode, forbidden.StatusCode));
    }

    private async Task<JsonElement> CheckAsync(string tenant = Deployment.Tenant)
    {
        using var answer = await _deployment.Internal.PostAsync($"/tenants/{tenant}/check", null, Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, text);
        _deployment.Secrets.Search("the check", text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static List<string> Codes(JsonElement check) => [.. check.GetProperty("findings").EnumerateArray().Select(finding => Text(finding, "code")!)];

    private static JsonElement Finding(JsonElement check, string code) =>
        Assert.Single(check.GetProperty("findings").EnumerateArray(), finding => Text(finding, "code") == code);

    private static string? Text(JsonElement document, string name) => document.GetProperty(name).GetString();

    private static IEnumerable<string> Names(JsonElement document) => document.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);
}
