using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

/// <summary>The control API, as a harness in another process uses it.</summary>
public sealed class ControlTests : SimulatorTest
{
    [Fact]
    public async Task A_hold_is_ordered_waited_for_and_released_over_HTTP()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");
        var fault = await SendAsync(HttpMethod.Post, "faults", new { operation = "CertificatesUpload", kind = "HoldAfter", account = "1234567_SB1" });
        var id = fault.GetProperty("id").GetInt32();

        var waiting = SendAsync(HttpMethod.Get, $"faults/{id}/held");
        var upload = connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem);

        Assert.Equal(1, (await waiting).GetProperty("held").GetInt32());
        await SendAsync(HttpMethod.Post, $"faults/{id}/release");
        Assert.Equal("200", (await upload).Outcome);
    }

    [Fact]
    public async Task Waiting_for_a_hold_gives_up()
    {
        var fault = await SendAsync(HttpMethod.Post, "faults", new { operation = "Revoke", kind = "HoldBefore" });

        using var answer = await Http.GetAsync($"_simulator/faults/{fault.GetProperty("id").GetInt32()}/held?seconds=0", Ct);

        Assert.Equal(HttpStatusCode.RequestTimeout, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"kind":"Reset"}""")]
    [InlineData("""{"operation":"Revoke","kind":"Explode"}""")]
    [InlineData("""{"operation":"Revoke","kind":"Reset","acount":"1234567"}""")]
    [InlineData("""{"operation":"Revoke","kind":"Reset","account":"a/b"}""")]
    public async Task A_fault_that_would_never_hit_is_refused(string body)
    {
        using var content = new StringContent(body, null, "application/json");
        using var answer = await Http.PostAsync("_simulator/faults", content, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(NetSuite.Faults.Active);
    }

    [Fact]
    public async Task Faults_are_removed_one_by_one_and_all_together()
    {
        var first = await SendAsync(HttpMethod.Post, "faults", new { operation = "Revoke", kind = "Delay", delay = "00:00:05", times = 3 });
        await SendAsync(HttpMethod.Post, "faults", new { operation = "Keys", kind = "Answer", status = 502, body = "x", contentType = "text/plain" });
        await SendAsync(HttpMethod.Post, "faults", new { operation = "Keys", kind = "Reset" });

        await SendAsync(HttpMethod.Delete, $"faults/{first.GetProperty("id").GetInt32()}");
        Assert.Equal(2, NetSuite.Faults.Active.Count);
        await SendAsync(HttpMethod.Delete, "faults");
        Assert.Empty(NetSuite.Faults.Active);
    }

    [Fact]
    public async Task An_account_is_changed_as_its_administrator_would()
    {
        await SendAsync(HttpMethod.Post, "accounts", new { id = "7654321_SB2" });
        await SendAsync(HttpMethod.Put, "accounts/7654321_SB2/users/317", new { active = false });
        await SendAsync(HttpMethod.Put, "accounts/7654321_SB2/users/900", new { name = "Somebody", roles = new[] { 1042 } });
        await SendAsync(HttpMethod.Put, "accounts/7654321_SB2/roles/1042", new { permissions = new[] { "ADMI_LOGIN_OAUTH2" } });
        await SendAsync(HttpMethod.Patch, "accounts/7654321_SB2", new { requireApproval = true });
        await SendAsync(
            HttpMethod.Put,
            $"accounts/7654321_SB2/integrations/{IntegrationSettings.DefaultClientId}",
            new { state = "Blocked", consentPolicy = "NeverAsk" });

        var account = NetSuite.FindAccount("7654321-sb2")!;

        Assert.False(account.FindUser(317)!.Active);
        Assert.True(account.MayAct(900, 1042));
        Assert.Equal(["ADMI_LOGIN_OAUTH2"], account.FindRole(1042)!.Permissions);
        Assert.True(account.RequireApproval);
        var installation = account.FindInstallation(IntegrationSettings.DefaultClientId)!;
        Assert.Equal((IntegrationState.Blocked, ConsentPolicy.NeverAsk), (installation.State, installation.ConsentPolicy));
    }

    [Fact]
    public async Task A_certificate_is_revoked_and_a_sandbox_refreshed_from_outside()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();

        await SendAsync(HttpMethod.Post, $"accounts/1234567_SB1/certificates/{certificate.Id}/revoke");
        Assert.Equal("400 invalid_grant", (await connector.MintAsync(certificate)).Outcome);
        await SendAsync(HttpMethod.Post, "accounts/1234567_SB1/refresh");
        Assert.Empty(NetSuite.AddAccount("1234567_SB1").Certificates.All);

        using var production = await Http.PostAsync("_simulator/accounts/1234567/refresh", null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, production.StatusCode);
    }

    [Fact]
    public async Task An_integration_record_is_added_changed_and_reset()
    {
        await SendAsync(HttpMethod.Post, "integrations", new { clientId = "abc", clientSecret = "s3cret-value", redirectUris = new[] { "https://example.com/cb" } });
        await SendAsync(HttpMethod.Patch, "integrations/abc", new { scopes = new[] { "restlets" } });
        var list = await SendAsync(HttpMethod.Get, "integrations");

        var reset = await SendAsync(HttpMethod.Post, "integrations/abc/reset-credentials");

        Assert.DoesNotContain("s3cret-value", list.GetRawText(), StringComparison.Ordinal);
        Assert.Null(NetSuite.FindIntegration("abc"));
        var record = NetSuite.FindIntegration(reset.GetProperty("clientId").GetString())!;
        Assert.Equal(["restlets"], record.Scopes);
        Assert.Equal(record.ClientSecret, reset.GetProperty("clientSecret").GetString());
    }

    [Fact]
    public async Task The_clock_is_set_and_an_answer_replaced_from_outside()
    {
        await SendAsync(HttpMethod.Put, "clock", new { offset = "00:10:00" });
        await SendAsync(HttpMethod.Put, "answers/CodeUnknown", new { status = 500, code = "server_error" });

        var clock = await SendAsync(HttpMethod.Get, "clock");

        Assert.Equal(Start.AddMinutes(10), clock.GetProperty("now").GetDateTimeOffset());
        Assert.Equal("500 server_error", (await NewConnector().ExchangeAsync("unknown")).Outcome);
    }

    [Fact]
    public async Task Nothing_that_is_shown_holds_a_secret()
    {
        NetSuite.Integration.ClientSecret = "client-secret-value";
        var connector = NewConnector();
        connector.Secret = "client-secret-value";
        var callback = await connector.ConsentAsync();
        var first = await connector.ExchangeAsync(callback["code"]!);
        var certificate = TestCertificate.Make("ES256", Start);
        await connector.UploadAsync(first.Text("access_token"), certificate.Pem);
        var assertion = connector.Assertion(certificate).Sign();
        var minted = await connector.MintAsync(assertion);
        await connector.ReadCustomersAsync(minted.Text("access_token"));

        var shown = string.Concat(
            await Http.GetStringAsync("_simulator/journal", Ct), await Http.GetStringAsync("_simulator/audit-trail", Ct), await Http.GetStringAsync("_simulator", Ct));

        var signature = assertion.Split('.')[2];
        foreach (var secret in new[]
        {
            callback["code"].ToString(), first.Text("access_token"), first.Text("refresh_token"), minted.Text("access_token"), assertion, signature,
            connector.Verifier, callback["state"].ToString(), "client-secret-value",
        })
        {
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_journal_shows_what_was_asked_and_is_emptied()
    {
        var connector = NewConnector();
        await connector.MintAsync(await connector.ConnectAsync());

        var entries = (await SendAsync(HttpMethod.Get, "journal?operation=TokenClientCredentials&account=1234567-sb1")).EnumerateArray().ToList();
        await SendAsync(HttpMethod.Delete, "journal");

        var entry = Assert.Single(entries);
        Assert.Equal("client_credentials", entry.GetProperty("grantType").GetString());
        Assert.Equal(200, entry.GetProperty("status").GetInt32());
        Assert.Equal("ES256", entry.GetProperty("assertionHeader").GetProperty("alg").GetString());
        Assert.Equal(connector.TokenUrl, entry.GetProperty("assertionPayload").GetProperty("aud").GetString());
        Assert.Empty(NetSuite.Journal.Entries);
    }

    [Fact]
    public async Task The_overview_has_a_button_for_each_thing()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        Assert.Contains(certificate.Id, await Http.GetStringAsync("_simulator", Ct), StringComparison.Ordinal);

        foreach (var (action, id) in new[] { ("toggle-user", "318"), ("toggle-role", "1043"), ("block", connector.ClientId), ("revoke-certificate", certificate.Id) })
        {
            var answer = await connector.PostFormAsync(
                Host.BaseAddress + "_simulator/do", new() { ["action"] = action, ["account"] = connector.Account, ["id"] = id });
            Assert.Equal(HttpStatusCode.Found, answer.Status);
        }

        var account = NetSuite.AddAccount(connector.Account);
        Assert.False(account.FindUser(318)!.Active);
        Assert.False(account.FindRole(1043)!.Active);
        Assert.Equal(IntegrationState.Blocked, account.FindInstallation(connector.ClientId)!.State);
        Assert.NotNull(account.Certificates.Find(certificate.Id)!.RevokedAt);
    }

    [Fact]
    public async Task Start_over_brings_the_seed_back()
    {
        await NewConnector().ConnectAsync();
        NetSuite.AddAccount("7654321");

        await SendAsync(HttpMethod.Post, "reset");

        Assert.Equal(["1234567", "1234567_RP", "1234567_SB1", "TSTDRV1234567"], NetSuite.Accounts.Select(account => account.Id));
        Assert.Empty(NetSuite.Journal.Entries);
        Assert.Equal("200", (await NewConnector().MintAsync(await NewConnector().ConnectAsync())).Outcome);
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "_simulator/" + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Http.SendAsync(request, Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode}");
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
