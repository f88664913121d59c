using System.IdentityModel.Tokens.Jwt;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>Jobs that get their token from NetSuite themselves: what they are handed, and that NetSuite takes it.</summary>
[Collection<Connected>]
public sealed class AssertionRequestTests(ConnectedDeployment connected)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string Form = "application/x-www-form-urlencoded";

    private readonly Deployment _deployment = connected.Deployment;

    public static TheoryData<string?, string> MalformedBodies => new()
    {
        { "application/json", "{}" },
        { "application/json", """{"scope":"restlets"}""" },
        { "text/plain", "scope=restlets" },
        { null, "scope=restlets" },
        { Form, "tenant=acme" },
        { Form, "tenant=beta" },
        { Form, "scope=restlets&scope=restlets" },
        { Form, "scope=restlets&Scope=rest_webservices" },
        { Form, "unheard_of=1&unheard_of=2" },
    };

    [Fact]
    public async Task The_answer_is_all_that_a_job_needs_to_ask_NetSuite_and_is_not_stored()
    {
        var (response, body) = await AssertAsync("shared-1");

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        OAuthError.AssertNotStored(response);
        Assert.Equal(
            ["client_assertion", "client_assertion_type", "token_endpoint", "client_id", "expires_in"],
            body.EnumerateObject().Select(member => member.Name));
        Assert.Equal(AssertionType, Text(body, "client_assertion_type"));
        Assert.Equal(
            connected.Origin("1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"), Text(body, "token_endpoint"));
        Assert.Equal(IntegrationSettings.DefaultClientId, Text(body, "client_id"));
        Assert.Equal(JsonValueKind.Number, body.GetProperty("expires_in").ValueKind);
    }

    [Fact]
    public async Task It_lives_as_long_as_the_answer_says()
    {
        var (_, body) = await AssertAsync("acme");
        var claims = Jwts.Payload(Text(body, "client_assertion"));

        // Five minutes, back-dated by half a one.
        Assert.Equal(270, body.GetProperty("expires_in").GetInt32());
        Assert.Equal(connected.Time.GetUtcNow().AddSeconds(270).ToUnixTimeSeconds(), claims.GetProperty("exp").GetInt64());
    }

    [Theory]
    [InlineData("acme", "1234567")]
    [InlineData("beta", "TSTDRV1234567")]
    [InlineData("shared-2", ConnectedDeployment.SharedAccount)]
    public async Task NetSuite_takes_it_for_a_token_of_the_tenants_account(string tenant, string account)
    {
        var (_, body) = await AssertAsync(tenant);

        var answer = await ExchangeAsync(body);

        var token = await Deployment.JsonAsync(answer);
        Assert.True(answer.IsSuccessStatusCode, token.ToString());
        _deployment.Secrets.Note(Text(token, "access_token"));
        var claims = Jwts.Payload(token);
        Assert.StartsWith(account + ";", claims.GetProperty("sub").GetString(), StringComparison.Ordinal);
        Assert.StartsWith($"m2m.{await CertificateIdAsync(tenant)}.", claims.GetProperty("jti").GetString(), StringComparison.Ordinal);
        Assert.Equal(["rest_webservices", "restlets"], Scopes(claims).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task NetSuite_takes_it_once_and_the_next_one_is_another()
    {
        var (_, first) = await AssertAsync("acme");
        var (_, second) = await AssertAsync("acme");

        Assert.Equal(HttpStatusCode.OK, (await ExchangeAsync(first)).StatusCode);
        var again = await ExchangeAsync(first);
        Assert.Equal((400, "invalid_grant"), ((int)again.StatusCode, Text(await Deployment.JsonAsync(again), "error")));
        Assert.NotEqual(Jti(first), Jti(second));
        Assert.Equal(HttpStatusCode.OK, (await ExchangeAsync(second)).StatusCode);
    }

    [Fact]
    public async Task Many_at_once_are_as_many_different_ones()
    {
        var bodies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AssertAsync("acme")));

        Assert.Equal(50, bodies.Select(answer => Jti(answer.Body)).Distinct().Count());
    }

    [Fact]
    public async Task It_costs_no_request_to_NetSuite_and_no_row()
    {
        await AssertAsync("acme");
        _deployment.ForgetMints();
        var rows = await _deployment.QueryAsync(db => db.Tokens.CountAsync(Jobs.Cancelled));

        await AssertAsync("acme", ("scope", "restlets"));

        Assert.Empty(_deployment.Simulator.NetSuite.Journal.Entries);
        Assert.Equal(rows, await _deployment.QueryAsync(db => db.Tokens.CountAsync(Jobs.Cancelled)));
    }

    [Fact]
    public async Task Scopes_may_be_narrowed_and_then_the_token_has_no_more()
    {
        var (_, body) = await AssertAsync("acme", ("scope", "restlets"));

        var token = await Deployment.JsonAsync(await ExchangeAsync(body));

        Assert.Equal(["restlets"], Scopes(Jwts.Payload(Text(body, "client_assertion"))));
        Assert.Equal(["restlets"], Scopes(Jwts.Payload(token)));
    }

    [Fact]
    public async Task The_tenants_certificate_verifies_it_with_another_library()
    {
        var (_, body) = await AssertAsync("shared-1");
        var name = TenantName.Parse("shared-1");
        var stored = await _deployment.QueryAsync(db => db.Certificates.AsNoTracking().SingleAsync(c => c.Tenant == name, Jobs.Cancelled));
        using var certificate = X509Certificate2.CreateFromPem(stored.Pem);
        using var publicKey = certificate.GetECDsaPublicKey()!;

        var principal = new JwtSecurityTokenHandler { MapInboundClaims = false }.ValidateToken(
            Text(body, "client_assertion"),
            new TokenValidationParameters
            {
                IssuerSigningKey = new ECDsaSecurityKey(publicKey) { KeyId = stored.Id },
                ValidAlgorithms = ["ES256"],
                ValidIssuer = Text(body, "client_id"),
                ValidAudience = Text(body, "token_endpoint"),
                LifetimeValidator = (_, expires, _, _) => expires == connected.Time.GetUtcNow().AddSeconds(body.GetProperty("expires_in").GetInt32()).UtcDateTime,
            },
            out var token);

        Assert.Equal(stored.Id, ((JwtSecurityToken)token).Header.Kid);
        Assert.Null(principal.FindFirst("sub"));
    }

    [Fact]
    public async Task Who_may_ask_for_tokens_may_not_ask_for_assertions()
    {
        using var client = connected.ClientOf(ConnectedDeployment.OnlyAcme);

        Assert.Equal(new OAuthError(400, "unauthorized_client"), await RefusalAsync(client, "acme"));
        Assert.Equal(new OAuthError(400, "unauthorized_client"), await RefusalAsync(client, "no-such-tenant"));
        Assert.Equal(new OAuthError(400, "unauthorized_client"), await RefusalAsync(_deployment.Internal, "acme"));
    }

    [Theory]
    [InlineData("/token")]
    [InlineData("/tenants/acme/token")]
    public async Task Who_may_ask_for_assertions_may_not_ask_for_tokens(string path)
    {
        using var client = connected.ClientOf(ConnectedDeployment.AsserterOfAcme);

        Assert.Equal(
            new OAuthError(400, "unauthorized_client"),
            await OAuthError.ReadAsync(await client.PostAsync(path, Deployment.Form(("grant_type", "client_credentials")), Jobs.Cancelled)));
    }

    [Fact]
    public async Task An_unknown_tenant_and_a_forbidden_one_cannot_be_told_apart()
    {
        using var client = connected.ClientOf(ConnectedDeployment.AsserterOfAcme);

        async Task<string> AskForAsync(string tenant)
        {
            var response = await PostAsync(client, tenant);
            Assert.Equal(new OAuthError(400, "invalid_target", "unknown_tenant"), await OAuthError.ReadAsync(response));
            var headers = response.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
            return string.Join('\n', headers) + await response.Content.ReadAsStringAsync(Jobs.Cancelled);
        }

        var forbidden = await AskForAsync("beta");

        Assert.Equal(forbidden, await AskForAsync("no-such-tenant"));
        Assert.Equal(forbidden, await AskForAsync("NOT A NAME"));
        Assert.Equal(forbidden, await AskForAsync("shared-1"));
    }

    [Theory]
    [InlineData("suite_analytics")]
    [InlineData("restlets suite_analytics")]
    [InlineData(" ")]
    public async Task A_scope_outside_the_integration_is_refused(string scope)
    {
        using var client = connected.ClientOf(ConnectedDeployment.Asserter);

        Assert.Equal(new OAuthError(400, "invalid_scope", Tenant: "acme"), await RefusalAsync(client, "acme", ("scope", scope)));
    }

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public async Task A_malformed_request_is_refused(string? contentType, string body)
    {
        using var client = connected.ClientOf(ConnectedDeployment.Asserter);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

        var response = await client.PostAsync("/tenants/acme/assertion", content, Jobs.Cancelled);

        Assert.Equal(new OAuthError(400, "invalid_request", "malformed_request"), await OAuthError.ReadAsync(response));
    }

    [Fact]
    public async Task A_body_is_not_needed_by_who_proves_itself_in_the_header()
    {
        using var client = connected.ClientOf(ConnectedDeployment.AsserterOfAcme);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/tenants/acme/assertion", content: null, Jobs.Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/tenants/acme/assertion", Deployment.Form(), Jobs.Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Who_proves_itself_in_the_form_is_heard_too()
    {
        using var client = _deployment.Anonymous();
        (string, string) id = ("client_id", ConnectedDeployment.Asserter);

        var proven = await PostAsync(client, "acme", id, ("client_secret", Deployment.JobSecret.Reveal()));

        Assert.Equal(HttpStatusCode.OK, proven.StatusCode);
        Assert.Equal(new OAuthError(401, "invalid_client"), await RefusalAsync(client, "acme", id, ("client_secret", "wrong")));
        Assert.Equal(new OAuthError(401, "invalid_client"), await RefusalAsync(client, "acme"));
    }

    [Fact]
    public async Task A_tenant_that_has_no_token_has_no_assertion()
    {
        await _deployment.OpenTenantAsync("never-asserted", "7654321");
        await _deployment.OpenTenantAsync("asserted-soon", "7654321", (tenant, identity, now) => tenant.BeginProvisioning(identity, now));
        await _deployment.OpenTenantAsync("asserted-once", "7654321", (tenant, identity, now) =>
        {
            tenant.BeginProvisioning(identity, now);
            tenant.Activate(identity, tenant.Integration, tenant.Scopes, now);
            tenant.RequireReconnect("invalid_grant", now);
        });
        using var client = connected.ClientOf(ConnectedDeployment.Asserter);

        Assert.Equal(new OAuthError(400, "invalid_grant", "not_connected", Tenant: "never-asserted"), await RefusalAsync(client, "never-asserted"));
        Assert.Equal(new OAuthError(400, "invalid_grant", "not_connected", Tenant: "asserted-soon"), await RefusalAsync(client, "asserted-soon"));
        Assert.Equal(new OAuthError(400, "invalid_grant", "reconnect_required", Tenant: "asserted-once"), await RefusalAsync(client, "asserted-once"));
    }

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;

    private static string? Jti(JsonElement body) => Jwts.Payload(Text(body, "client_assertion")).GetProperty("jti").GetString();

    private static IEnumerable<string?> Scopes(JsonElement claims) => claims.GetProperty("scope").EnumerateArray().Select(scope => scope.GetString());

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string tenant, params (string Name, string Value)[] parameters) =>
        client.PostAsync($"/tenants/{tenant}/assertion", Deployment.Form(parameters), Jobs.Cancelled);

    private static async Task<OAuthError> RefusalAsync(HttpClient client, string tenant, params (string Name, string Value)[] parameters) =>
        await OAuthError.ReadAsync(await PostAsync(client, tenant, parameters));

    /// <summary>What the job does: no more than the answer holds is needed.</summary>
    private static async Task<HttpResponseMessage> ExchangeAsync(JsonElement assertion)
    {
        using var netSuite = new HttpClient();
        return await netSuite.PostAsync(
            Text(assertion, "token_endpoint"),
            Deployment.Form(
                ("grant_type", "client_credentials"),
                ("client_assertion_type", Text(assertion, "client_assertion_type")),
                ("client_assertion", Text(assertion, "client_assertion"))),
            Jobs.Cancelled);
    }

    private async Task<string?> CertificateIdAsync(string tenant) =>
        (await _deployment.TenantAsync(tenant)).GetProperty("certificate").GetProperty("id").GetString();

    private async Task<(HttpResponseMessage Response, JsonElement Body)> AssertAsync(string tenant, params (string Name, string Value)[] parameters)
    {
        using var client = connected.ClientOf(ConnectedDeployment.Asserter);
        var response = await PostAsync(client, tenant, parameters);
        var body = await Deployment.JsonAsync(response);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        _deployment.Secrets.Note(Text(body, "client_assertion"));
        return (response, body);
    }
}
