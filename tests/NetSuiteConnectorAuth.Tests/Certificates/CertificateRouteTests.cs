using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Our certificates and NetSuite's list beside them, as operators read them.</summary>
public sealed class CertificateRouteTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = Jobs.StandingClock();
    private Deployment _deployment = null!;

    private Account Account => _deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!;

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time, settings =>
    {
        settings.AddCaller("partner", ["partner-*"], ["observe"]);
        settings.AddCaller("job", ["*"]);
    });

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task A_connected_tenant_has_one_certificate_with_every_field_of_the_contract_and_no_other()
    {
        var document = await ReadAsync();

        Assert.Equal(["items", "slots"], Names(document));
        var item = Assert.Single(document.GetProperty("items").EnumerateArray());
        Assert.Equal(["algorithm", "id", "not_before", "origin", "revoked", "state", "valid_until"], Names(item));
        var certificate = (await _deployment.TenantAsync()).GetProperty("certificate");
        Assert.Equal(certificate.GetProperty("id").GetString(), item.GetProperty("id").GetString());
        Assert.Equal(certificate.GetProperty("valid_until").GetDateTimeOffset(), item.GetProperty("valid_until").GetDateTimeOffset());
        Assert.Equal(("ours", "ES256", "active", false), (Text(item, "origin"), Text(item, "algorithm"), Text(item, "state"), item.GetProperty("revoked").GetBoolean()));
        Assert.Equal("""{"limit":5,"active":1,"ours":1,"foreign":0}""", document.GetProperty("slots").GetRawText());
    }

    [Fact]
    public async Task Somebody_elses_certificate_is_foreign_and_gives_its_slot_back_when_it_is_revoked()
    {
        var foreign = Assert.Single(await _deployment.AddForeignAsync(_time.GetUtcNow()));

        var before = await ReadAsync();
        Account.Certificates.Revoke(foreign, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromSeconds(10));
        var after = await ReadAsync();

        Assert.Equal(("foreign", "EC", "active"), Described(before, foreign));
        Assert.Equal("""{"limit":5,"active":2,"ours":1,"foreign":1}""", before.GetProperty("slots").GetRawText());
        Assert.Equal(("foreign", "EC", "revoked"), Described(after, foreign));
        Assert.Equal("""{"limit":5,"active":1,"ours":1,"foreign":0}""", after.GetProperty("slots").GetRawText());
    }

    [Fact]
    public async Task A_certificate_of_ours_that_somebody_revoked_is_shown_as_revoked()
    {
        var id = Assert.Single(Account.Certificates.All).Id;
        Account.Certificates.Revoke(id, _time.GetUtcNow());

        Assert.Equal(("ours", "ES256", "revoked"), Described(await ReadAsync(), id));
    }

    [Fact]
    public async Task A_certificate_of_ours_that_NetSuite_does_not_list_is_missing()
    {
        var id = Assert.Single(Account.Certificates.All).Id;
        Account.Certificates.Revoke(id, _time.GetUtcNow());
        _deployment.Simulator.NetSuite.Options.ListInactiveCertificates = false;

        var document = await ReadAsync();

        Assert.Equal(("missing", "ES256", "active"), Described(document, id));
        Assert.Equal("""{"limit":5,"active":0,"ours":0,"foreign":0}""", document.GetProperty("slots").GetRawText());
    }

    [Fact]
    public async Task A_certificate_of_another_tenant_of_the_account_is_not_called_foreign()
    {
        await _deployment.ConnectAsync("second");

        var document = await ReadAsync();

        Assert.Equal(2, document.GetProperty("items").GetArrayLength());
        Assert.Equal("""{"limit":5,"active":2,"ours":2,"foreign":0}""", document.GetProperty("slots").GetRawText());
    }

    [Fact]
    public async Task Within_ten_seconds_the_last_answer_is_given_and_then_the_list_is_read_again()
    {
        var first = await ReadAsync();
        await _deployment.AddForeignAsync(_time.GetUtcNow());
        _deployment.Simulator.NetSuite.Journal.Clear();
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal(first.GetRawText(), (await ReadAsync()).GetRawText());
        Assert.Equal(0, _deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesList));

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, (await ReadAsync()).GetProperty("slots").GetProperty("active").GetInt32());
        Assert.Equal(1, _deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesList));
    }

    [Fact]
    public async Task What_became_of_the_tenant_is_told_at_once()
    {
        Assert.Equal(1, (await ReadAsync()).GetProperty("slots").GetProperty("ours").GetInt32());

        await _deployment.Internal.DeleteAsync("/tenants/acme", Cancelled);

        Assert.Equal("""{"limit":5,"active":null,"ours":0,"foreign":null}""", (await ReadAsync()).GetProperty("slots").GetRawText());
    }

    [Fact]
    public async Task Many_who_ask_while_an_account_hangs_wait_for_one_list_and_hold_up_no_other_account()
    {
        await _deployment.ConnectAsync("beta", "TSTDRV1234567");
        var hold = _deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.HoldBefore) { Account = Deployment.Account });
        var many = Enumerable.Range(0, 100).Select(_ => ReadAsync()).ToList();
        await hold.WaitUntilHeldAsync(Cancelled);

        await _deployment.TokenAsync("beta", ("scope", "restlets"));

        hold.Release();
        await Task.WhenAll(many);
        Assert.Equal(1, hold.Hits);
    }

    [Fact]
    public async Task A_tenant_that_nobody_connected_has_no_certificates_and_NetSuite_is_not_asked()
    {
        await _deployment.OpenTenantAsync("pending", Deployment.Account);

        var document = await ReadAsync("pending");

        Assert.Empty(document.GetProperty("items").EnumerateArray());
        Assert.Equal("""{"limit":5,"active":null,"ours":0,"foreign":null}""", document.GetProperty("slots").GetRawText());
        Assert.Equal(0, _deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesList));
    }

    [Fact]
    public async Task A_broken_connection_tells_what_the_store_knows_and_does_not_ask_NetSuite()
    {
        await _deployment.ChangeAsync(async (db, now) => Assert.True((await db.Tenants.SingleAsync(Cancelled)).RequireReconnect("invalid_grant", now).IsApplied));

        var document = await ReadAsync();

        Assert.Equal("active", Text(Assert.Single(document.GetProperty("items").EnumerateArray()), "state"));
        Assert.Equal("""{"limit":5,"active":null,"ours":1,"foreign":null}""", document.GetProperty("slots").GetRawText());
        Assert.Equal(0, _deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesList) + _deployment.Mints());
    }

    [Theory]
    [InlineData(FaultKind.Throttle, 17, 17)]
    [InlineData(FaultKind.Throttle, null, 5)]
    [InlineData(FaultKind.HtmlPage, null, 5)]
    [InlineData(FaultKind.OversizedBody, null, 5)]
    public async Task A_list_that_cannot_be_read_now_is_to_be_asked_for_again(FaultKind kind, int? asked, int expected)
    {
        _deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, kind) { RetryAfter = asked });

        using var answer = await GetAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
        Assert.Equal(TimeSpan.FromSeconds(expected), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Without_a_token_the_list_is_to_be_asked_for_again()
    {
        _deployment.Fault(FaultKind.Throttle, fault => fault with { RetryAfter = 21 });

        // No timer fires, so nobody else asks for a token before.
        _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromHours(2));

        using var answer = await GetAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(21)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public async Task A_permission_that_is_gone_stands_in_the_way_and_is_named()
    {
        Account.AddRole(1042, "Example Connector Role", PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices);

        using var answer = await GetAsync();
        var problem = await answer.ProblemAsync(Cancelled);

        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (answer.StatusCode, problem.Code()));
        Assert.Contains("permission_missing", Text(problem, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_ended_before_its_time_is_replaced_once()
    {
        await _deployment.TokenAsync();
        var refusals = _deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer)
        {
            Status = 401,
            Body = """{"error":{"code":"INVALID_LOGIN","message":"Invalid login attempt."}}""",
            Times = 1,
        });

        var document = await ReadAsync();

        Assert.Equal(1, document.GetProperty("slots").GetProperty("active").GetInt32());
        Assert.Equal((1, 1L), (refusals.Hits, _deployment.Mints()));
    }

    [Fact]
    public async Task A_login_that_stays_refused_is_asked_for_twice_and_no_more()
    {
        var refusals = _deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer)
        {
            Status = 401,
            Body = """{"error":{"code":"INVALID_LOGIN","message":"Invalid login attempt."}}""",
        });

        using var answer = await GetAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(2, refusals.Hits);
    }

    [Fact]
    public async Task Another_callers_tenant_and_none_at_all_cannot_be_told_apart()
    {
        using var partner = _deployment.ClientOf("partner", Deployment.JobSecret);
        var answers = new List<string>();
        foreach (var tenant in new[] { "acme", "never-heard-of", "NOT%20A%20NAME", "partner-none" })
        {
            using var answer = await partner.GetAsync($"/tenants/{tenant}/certificates", Cancelled);
            Assert.Equal((HttpStatusCode.NotFound, "unknown_tenant"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
            answers.Add(await answer.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(0, _deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesList));
    }

    [Fact]
    public async Task Who_may_only_fetch_tokens_may_not_look()
    {
        using var job = _deployment.ClientOf("job", Deployment.JobSecret);
        using var answer = await job.GetAsync("/tenants/acme/certificates", Cancelled);

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private Task<HttpResponseMessage> GetAsync(string tenant = Deployment.Tenant) => _deployment.Internal.GetAsync($"/tenants/{tenant}/certificates", Cancelled);

    private async Task<JsonElement> ReadAsync(string tenant = Deployment.Tenant)
    {
        using var answer = await GetAsync(tenant);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, text);
        _deployment.Secrets.Search("the certificates", text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static (string? Origin, string? Algorithm, string? State) Described(JsonElement document, string id)
    {
        var item = Assert.Single(document.GetProperty("items").EnumerateArray(), item => Text(item, "id") == id);
        return (Text(item, "origin"), Text(item, "algorithm"), Text(item, "state"));
    }

    private static string? Text(JsonElement document, string name) => document.GetProperty(name).GetString();

    private static IEnumerable<string> Names(JsonElement document) => document.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);
}
