using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>The error table, row by row, as a client sees it.</summary>
[Collection<Connected>]
public sealed class TokenRefusalTests(ConnectedDeployment connected)
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Grant = "grant_type=client_credentials";

    private static readonly OAuthError Malformed = new(400, "invalid_request", "malformed_request");
    private static readonly OAuthError InvalidClient = new(401, "invalid_client");

    private readonly Deployment _deployment = connected.Deployment;

    private static string JobSecret => Deployment.JobSecret.Reveal();

    public static TheoryData<string?, string> MalformedBodies => new()
    {
        { "application/json", """{"grant_type":"client_credentials","tenant":"acme"}""" },
        { "text/plain", $"{Grant}&tenant=acme" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n--x--\r\n" },
        { null, $"{Grant}&tenant=acme" },
        { Form, "" },
        { Form, "tenant=acme" },
        { Form, "grant_type=&tenant=acme" },
        { Form, $"{Grant}&{Grant}&tenant=acme" },
        { Form, $"{Grant}&tenant=acme&tenant=acme" },
        { Form, $"{Grant}&tenant=acme&Tenant=beta" },
        { Form, $"{Grant}&tenant=acme&tenant=" },
        { Form, $"{Grant}&resource=https://1234567.suitetalk.api.netsuite.com&resource=https://1234567.restlets.api.netsuite.com" },
        { Form, $"{Grant}&tenant=acme&scope=restlets&scope=restlets" },
        { Form, $"{Grant}&tenant=acme&min_ttl=1&min_ttl=1" },
        { Form, $"{Grant}&tenant=acme&rejected_token=a&rejected_token=b" },
        { Form, $"{Grant}&tenant=acme&unheard_of=1&unheard_of=2" },
        { Form, $"{Grant}&tenant=acme&min_ttl=3001" },
        { Form, $"{Grant}&tenant=acme&min_ttl=-1" },
        { Form, $"{Grant}&tenant=acme&min_ttl=%2B5" },
        { Form, $"{Grant}&tenant=acme&min_ttl=1.5" },
        { Form, $"{Grant}&tenant=acme&min_ttl=soon" },
        { Form, $"{Grant}&tenant=acme&min_ttl=99999999999999999999" },
        { Form, string.Join('&', Enumerable.Range(0, 2000).Select(i => $"p{i}=1")) },
    };

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public async Task A_malformed_request_is_refused(string? contentType, string body) =>
        Assert.Equal(Malformed, await PostAsync(_deployment.Internal, "/token", contentType, body));

    [Fact]
    public async Task A_tenant_in_the_path_and_one_in_the_body_are_one_too_many() =>
        Assert.Equal(Malformed, await PostAsync(_deployment.Internal, "/tenants/acme/token", Form, $"{Grant}&tenant=beta"));

    [Theory]
    [InlineData("authorization_code")]
    [InlineData("refresh_token")]
    [InlineData("Client_Credentials")]
    public async Task Another_grant_type_is_not_supported(string grantType) =>
        Assert.Equal(
            new OAuthError(400, "unsupported_grant_type"),
            await PostAsync(_deployment.Internal, "/token", Form, $"grant_type={grantType}&tenant=acme"));

    [Theory]
    [InlineData("Basic", Deployment.Job, "wrong")]
    [InlineData("Basic", "stranger", "wrong")]
    [InlineData("Basic", "", "wrong")]
    [InlineData("Bearer", Deployment.Job, "wrong")]
    public async Task Who_is_unknown_and_who_is_wrong_are_refused_alike(string scheme, string clientId, string secret)
    {
        using var client = _deployment.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, Base64($"{clientId}:{secret}"));

        Assert.Equal(InvalidClient, await OAuthError.ReadAsync(await client.AskAsync(("tenant", "acme"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&client_id=sync-job")]
    [InlineData("&client_id=sync-job&client_secret=")]
    [InlineData("&client_id=sync-job&client_secret=wrong")]
    [InlineData("&client_id=stranger&client_secret=wrong")]
    [InlineData("&client_secret=wrong")]
    public async Task Who_does_not_prove_itself_in_the_form_is_refused(string credentials)
    {
        using var client = _deployment.Anonymous();

        Assert.Equal(InvalidClient, await PostAsync(client, "/token", Form, $"{Grant}&tenant=acme{credentials}"));
    }

    [Fact]
    public async Task Both_ways_to_authenticate_at_once_are_one_too_many() =>
        Assert.Equal(
            Malformed, await OAuthError.ReadAsync(await _deployment.Internal.AskAsync(("tenant", "acme"), ("client_id", Deployment.Job), ("client_secret", JobSecret))));

    [Fact]
    public async Task A_client_id_in_the_form_must_be_that_of_the_header()
    {
        Assert.Equal(InvalidClient, await OAuthError.ReadAsync(await _deployment.Internal.AskAsync(("tenant", "acme"), ("client_id", ConnectedDeployment.OnlyAcme))));
        Assert.Equal(HttpStatusCode.OK, (await _deployment.Internal.AskAsync(("tenant", "acme"), ("client_id", Deployment.Job))).StatusCode);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("no-such-tenant")]
    public async Task A_caller_without_the_permission_learns_nothing_of_tenants(string tenant)
    {
        using var client = connected.ClientOf(ConnectedDeployment.Observer);

        Assert.Equal(new OAuthError(400, "unauthorized_client"), await OAuthError.ReadAsync(await client.AskAsync(("tenant", tenant))));
    }

    [Fact]
    public async Task A_scope_outside_the_integration_is_refused() =>
        Assert.Equal(new OAuthError(400, "invalid_scope", Tenant: "acme"), await _deployment.RefusalAsync(("scope", "restlets suite_analytics")));

    [Theory]
    [InlineData(" ")]
    [InlineData("rest\"lets")]
    [InlineData("REST_WEBSERVICES")]
    public async Task What_is_no_scope_is_refused(string scope) =>
        Assert.Equal(new OAuthError(400, "invalid_scope", Tenant: "acme"), await _deployment.RefusalAsync(("scope", scope)));

    [Fact]
    public async Task A_tenant_that_nobody_has_connected_has_no_token()
    {
        await _deployment.OpenTenantAsync("pending", "7654321");
        await _deployment.OpenTenantAsync("provisioning", "7654321", (tenant, identity, now) => tenant.BeginProvisioning(identity, now));

        foreach (var tenant in (string[])["pending", "provisioning"])
        {
            Assert.Equal(
                new OAuthError(400, "invalid_grant", "not_connected", Tenant: tenant), await OAuthError.ReadAsync(await _deployment.RequestTokenAsync(tenant)));
        }
    }

    [Fact]
    public async Task A_tenant_that_needs_a_person_has_no_token()
    {
        await _deployment.OpenTenantAsync("broken", "7654321", (tenant, identity, now) =>
        {
            tenant.BeginProvisioning(identity, now);
            tenant.Activate(identity, tenant.Integration, tenant.Scopes, now);
            tenant.RequireReconnect("invalid_grant", now);
        });

        Assert.Equal(
            new OAuthError(400, "invalid_grant", "reconnect_required", Tenant: "broken"), await OAuthError.ReadAsync(await _deployment.RequestTokenAsync("broken")));
    }

    [Fact]
    public async Task A_caller_over_its_rate_is_told_when_to_come_back()
    {
        using var client = connected.ClientOf(ConnectedDeployment.Hurried);
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync(("tenant", "acme"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync(("tenant", "acme"))).StatusCode);

        Assert.Equal(new OAuthError(429, "slow_down", "rate_limited", RetryAfter: 60), await OAuthError.ReadAsync(await client.AskAsync(("tenant", "acme"))));
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_refused() =>
        Assert.Equal(
            new OAuthError(413, "invalid_request", "payload_too_large"),
            await PostAsync(_deployment.Internal, "/token", Form, $"{Grant}&tenant=acme&padding={new string('x', 10_000_000)}"));

    [Fact]
    public async Task An_accident_of_ours_is_answered_in_the_same_form_and_says_nothing()
    {
        // A tenant that claims to be connected and has no row: nothing but a mistake of ours could bring that about.
        var directory = _deployment.App.Services.GetRequiredService<TenantDirectory>();
        directory.TryGet("acme", out var acme);
        directory.Publish(acme! with { Name = TenantName.Parse("impossible"), Account = null });

        Assert.Equal(new OAuthError(500, "server_error"), await OAuthError.ReadAsync(await _deployment.RequestTokenAsync("impossible")));
    }

    [Fact]
    public async Task The_description_of_the_interface_names_the_form()
    {
        var document = await _deployment.Internal.GetStringAsync("/openapi/v1.json", Jobs.Cancelled);
        var form = JsonDocument.Parse(document).RootElement.GetProperty("paths").GetProperty("/token").GetProperty("post")
            .GetProperty("requestBody").GetProperty("content").GetProperty(Form);

        Assert.Contains("rejected_token", document, StringComparison.Ordinal);
        Assert.True(form.TryGetProperty("schema", out _));
    }

    /// <summary>A client made from the description sends what is required, and refuses an answer that lacks it.</summary>
    [Fact]
    public async Task It_requires_no_more_than_every_request_and_every_answer_has()
    {
        var document = JsonDocument.Parse(await _deployment.Internal.GetStringAsync("/openapi/v1.json", Jobs.Cancelled)).RootElement;
        JsonElement FormOf(string path) => document.GetProperty("paths").GetProperty(path).GetProperty("post")
            .GetProperty("requestBody").GetProperty("content").GetProperty(Form).GetProperty("schema");
        IEnumerable<string?> RequiredIn(JsonElement schema) =>
            schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()) : [];
        var schemas = document.GetProperty("components").GetProperty("schemas");

        Assert.Equal(["grant_type"], RequiredIn(FormOf("/token")));
        Assert.Equal(["grant_type"], RequiredIn(FormOf("/tenants/{tenant}/token")));
        Assert.Empty(RequiredIn(FormOf("/tenants/{tenant}/assertion")));
        Assert.False(FormOf("/token").TryGetProperty("additionalProperties", out var more) && more.ValueKind is JsonValueKind.False);
        Assert.Equal(["error", "error_description"], RequiredIn(schemas.GetProperty("TokenErrorDocument")));
        Assert.DoesNotContain("connect_url", RequiredIn(schemas.GetProperty("AttentionItem")));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<OAuthError> PostAsync(HttpClient client, string path, string? contentType, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await OAuthError.ReadAsync(await client.PostAsync(path, content, Jobs.Cancelled));
    }
}
