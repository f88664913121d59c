using System.Net;
using System.Net.Http.Json;
using System.Text;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>Asking for a connect link, and opening it.</summary>
public sealed class ConnectLinkTests(ConnectLinkTests.WithCallers shared) : IClassFixture<ConnectLinkTests.WithCallers>
{
    private static readonly Secret PartnerSecret = Secret.Random();
    private static readonly Secret ReaderSecret = Secret.Random();

    private Deployment Deployment => shared.Deployment;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"tenant":"acme","expires_in":0}""", "The member 'expires_in' must be from 1 to 604800 (seconds; Connect:LinkLifetime).")]
    [InlineData("""{"tenant":"acme","expires_in":604801}""", "The member 'expires_in' must be from 1 to 604800 (seconds; Connect:LinkLifetime).")]
    [InlineData("""{"tenant":"acme","expires_in":"60"}""", "The member 'expires_in' must be a whole number, given once.")]
    [InlineData("""{"tenant":"acme","acount":"1234567"}""", "There is no member 'acount'. There are: tenant, account, integration, return_url, expires_in.")]
    [InlineData("{}", "The body must be a JSON object with at least: tenant.")]
    public async Task A_malformed_request_says_which_member_it_is(string body, string detail)
    {
        using var answer = await Deployment.Internal.PostAsync("/connect-links", new StringContent(body, Encoding.UTF8, "application/json"), Cancelled);

        Assert.Equal(detail, (await answer.ProblemAsync(Cancelled)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("""{"account":"1234567","private_key_pem":["KEY-OF-OURS"]}""", "The member 'private_key_pem' must be a string, given once.")]
    [InlineData("""{"account":"1234567","private_key":"KEY-OF-OURS"}""",
        "There is no member 'private_key'. There are: account, private_key_pem, integration, role, entity, certificate_id, certificate_pem.")]
    [InlineData("""{"account":"1234567","private_key_pem":"KEY-OF-OURS","role":"KEY-OF-OURS"}""", "The member 'role' must be a whole number, given once.")]
    [InlineData("""{"private_key_pem":"KEY-OF-OURS"}""", "The body must be a JSON object with at least: account, private_key_pem.")]
    public async Task A_malformed_import_says_so_too_and_nothing_of_the_key(string body, string detail)
    {
        using var answer = await Deployment.Internal.PostAsync("/tenants/acme/import", new StringContent(body, Encoding.UTF8, "application/json"), Cancelled);

        Assert.Equal(detail, (await answer.ProblemAsync(Cancelled)).GetProperty("detail").GetString());
        Assert.DoesNotContain("KEY-OF-OURS", Deployment.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tenant":"acme","account":"1234567/"}""", 400, "account_invalid")]
    [InlineData("""{"tenant":"acme","account":""}""", 400, "account_invalid")]
    [InlineData("""{"tenant":"acme","account":"https://1234567.evil.example.com"}""", 400, "account_invalid")]
    [InlineData("""{"tenant":"ACME"}""", 400, "tenant_invalid")]
    [InlineData("""{"tenant":"../acme"}""", 400, "tenant_invalid")]
    [InlineData("""{"tenant":""}""", 400, "tenant_invalid")]
    [InlineData("""{"tenant":"acme","integration":"other"}""", 400, "integration_unknown")]
    [InlineData("""{"tenant":"acme","return_url":"https://app.example.com/done/"}""", 400, "return_url_not_allowed")]
    [InlineData("""{"tenant":"acme","return_url":"https://app.example.com/DONE"}""", 400, "return_url_not_allowed")]
    [InlineData("""{"tenant":"acme","return_url":"javascript:alert(1)"}""", 400, "return_url_not_allowed")]
    [InlineData("""{"tenant":"acme","expires_in":0}""", 400, "malformed_request")]
    [InlineData("""{"tenant":"acme","expires_in":-1}""", 400, "malformed_request")]
    [InlineData("""{"tenant":"acme","expires_in":604801}""", 400, "malformed_request")]
    [InlineData("""{"tenant":"acme","expires_in":99999999999}""", 400, "malformed_request")]
    [InlineData("""{"tenant":"acme","expires_in":"60"}""", 400, "malformed_request")]
    [InlineData("""{"tenant":"acme","acount":"1234567"}""", 400, "malformed_request")]
    [InlineData("""{"tenant":"acme","tenant":"other"}""", 400, "malformed_request")]
    [InlineData("""{"Tenant":"acme"}""", 400, "malformed_request")]
    [InlineData("""{}""", 400, "malformed_request")]
    [InlineData("""[]""", 400, "malformed_request")]
    [InlineData("""null""", 400, "malformed_request")]
    [InlineData("""{"tenant":"acme" """, 400, "malformed_request")]
    [InlineData("", 400, "malformed_request")]
    public async Task A_request_that_cannot_be_fulfilled_says_why(string body, int status, string code)
    {
        using var answer = await Deployment.Internal.PostAsync("/connect-links", Json(body), Cancelled);

        Assert.Equal((status, code), ((int)answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
    }

    [Fact]
    public async Task A_body_of_another_type_is_not_read()
    {
        using var answer = await Deployment.Internal.PostAsync("/connect-links", new StringContent("""{"tenant":"acme"}""", Encoding.UTF8, "text/plain"), Cancelled);

        Assert.Equal("unsupported_media_type", (await answer.ProblemAsync(Cancelled)).Code());
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"tenant":"acme","expires_in":1}""", 1)]
    [InlineData("""{"tenant":"acme","expires_in":604800}""", 604800)]
    [InlineData("""{"tenant":"acme"}""", 604800)]
    public async Task A_link_lives_as_long_as_asked_and_at_most_as_long_as_configured(string body, int seconds)
    {
        var before = TimeProvider.System.GetUtcNow();
        using var answer = await Deployment.Internal.PostAsync("/connect-links", Json(body), Cancelled);

        var document = await Deployment.JsonAsync(answer);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(document.GetProperty("url").GetString(), answer.Headers.Location!.AbsoluteUri);
        Assert.Equal("acme", document.GetProperty("tenant").GetString());
        Assert.InRange(document.GetProperty("expires_at").GetDateTimeOffset(), before.AddSeconds(seconds - 1), TimeProvider.System.GetUtcNow().AddSeconds(seconds));
        Assert.Equal(["expires_at", "tenant", "url"], document.EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public async Task Nothing_is_stored_until_a_link_is_opened()
    {
        var link = await Deployment.LinkAsync(new { tenant = "unopened" });
        Assert.Equal(HttpStatusCode.NotFound, (await Deployment.Internal.GetAsync("/tenants/unopened", Cancelled)).StatusCode);

        using var admin = Deployment.NewAdmin();
        await admin.GetAsync(link);

        var tenant = await Deployment.TenantAsync("unopened");
        Assert.Equal(("pending", "unknown"), (tenant.GetProperty("status").GetString(), tenant.GetProperty("health").GetString()));
    }

    [Theory]
    [InlineData("1234567_sb1")]
    [InlineData(" 1234567-SB1 ")]
    [InlineData("https://1234567-sb1.app.netsuite.com/app/center/card.nl?sc=-29")]
    public async Task All_spellings_of_an_account_are_one(string account)
    {
        using var admin = Deployment.NewAdmin();
        var toNetSuite = await admin.GetAsync(await Deployment.LinkAsync(new { tenant = "spelt", account }));

        Assert.Contains("/1234567-sb1.app.netsuite.com/", toNetSuite.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_to_NetSuite_has_state_PKCE_and_nothing_of_the_link()
    {
        using var admin = Deployment.NewAdmin();
        var link = await Deployment.LinkAsync(new { tenant = "outward", account = Deployment.Account });
        var location = (await admin.GetAsync(link)).Headers.Location!;
        var again = (await admin.GetAsync(link)).Headers.Location!;

        var parameters = location.Parameters();
        Assert.Equal(
            ["client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "scope", "state"], parameters.Keys.Order());
        Assert.Equal(("code", "S256", "rest_webservices restlets"), (parameters["response_type"], parameters["code_challenge_method"], parameters["scope"]));
        Assert.Equal(new Uri(Deployment.PublicUrl, "/callback").AbsoluteUri, parameters["redirect_uri"]);
        Assert.Equal((43, 43), (parameters["state"].Length, parameters["code_challenge"].Length));
        Assert.NotEqual(parameters["state"], again.Parameters()["state"]);
        Assert.NotEqual(parameters["code_challenge"], again.Parameters()["code_challenge"]);
        Assert.DoesNotContain(link.Segments[^1], location.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_scanners_may_open_a_link_as_often_as_they_like()
    {
        var link = await Deployment.LinkAsync(new { tenant = "scanned", account = Deployment.Account });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var scanner = Deployment.NewAdmin();
            return await scanner.GetAsync(link);
        }));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode));

        using var admin = Deployment.NewAdmin();
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link)).StatusCode);
        await Deployment.WaitForAsync("scanned", tenant => tenant.GetProperty("status").GetString() == "connected");

        await (await admin.GetAsync(link)).AssertRefusedAsync("link_used", HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_link_that_was_cut_changed_invented_or_is_ten_kilobytes_long_does_not_exist()
    {
        using var admin = Deployment.NewAdmin();
        var link = await Deployment.LinkAsync(new { tenant = "forged" });
        var token = link.Segments[^1];

        foreach (var forged in new[]
        {
            token[..^1], token[..20], token + "A", token[..60] + (token[60] == 'x' ? 'y' : 'x') + token[61..], "a", "..%2f..%2fetc", "%F0%9F%98%80",
            new string('A', 10_000), token + new string('A', 10_000),
        })
        {
            await (await admin.GetAsync(new Uri(Deployment.PublicUrl, $"/connect/{forged}"))).AssertRefusedAsync("link_unknown", HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task A_connected_tenant_gets_links_to_its_own_account_alone()
    {
        await Deployment.ConnectAsync("bound");

        using var elsewhere = await Deployment.Internal.PostAsJsonAsync("/connect-links", new { tenant = "bound", account = "1234567_SB1" }, Cancelled);
        using var unnamed = await Deployment.Internal.PostAsJsonAsync("/connect-links", new { tenant = "bound" }, Cancelled);
        using var admin = Deployment.NewAdmin();
        var toNetSuite = await admin.GetAsync(new Uri((await Deployment.JsonAsync(unnamed)).GetProperty("url").GetString()!));

        Assert.Equal(HttpStatusCode.Conflict, elsewhere.StatusCode);
        var problem = await elsewhere.ProblemAsync(Cancelled);
        Assert.Equal("conflict", problem.Code());
        Assert.Contains("1234567", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("/1234567.app.netsuite.com/", toNetSuite.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("partner", "partner-one", 201, null)]
    [InlineData("partner", "acme", 404, "unknown_tenant")]
    [InlineData("partner", "never-heard-of", 404, "unknown_tenant")]
    [InlineData("reader", "partner-one", 403, "forbidden")]
    [InlineData("nobody", "partner-one", 401, "unauthenticated")]
    public async Task Links_are_for_callers_that_may_manage_that_tenant(string caller, string tenant, int status, string? code)
    {
        using var client = Deployment.ClientOf(caller, caller == "partner" ? PartnerSecret : ReaderSecret);
        using var answer = await client.PostAsJsonAsync("/connect-links", new { tenant }, Cancelled);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, code is null ? null : (await answer.ProblemAsync(Cancelled)).Code());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public sealed class WithCallers : SharedDeployment
    {
        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["Connect:ReturnUrls:0"] = "https://app.example.com/done";
            settings["Certificates:MaxActivePerIntegration"] = "100";
            settings["Callers:partner:Secrets:0"] = SecretHash.Of(PartnerSecret).ToString();
            settings["Callers:partner:Tenants:0"] = "partner-*";
            settings["Callers:partner:Permissions:0"] = "manage";
            settings["Callers:reader:Secrets:0"] = SecretHash.Of(ReaderSecret).ToString();
            settings["Callers:reader:Tenants:0"] = "*";
            settings["Callers:reader:Permissions:0"] = "observe";
        }

        protected override void Arrange(SimulatorOptions simulator) => simulator.MaxActiveCertificates = 1000;
    }
}
