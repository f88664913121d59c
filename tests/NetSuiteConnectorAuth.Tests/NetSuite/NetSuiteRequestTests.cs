using System.Net;
using System.Text;
using System.Text.Json;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

/// <summary>What leaves: method, URL, headers and body of every call, as the documentation has them.</summary>
public sealed class NetSuiteRequestTests : IDisposable
{
    private const string TokenUrl = "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token";
    private static readonly string ClientId = new('c', 64);
    private static readonly string CertificatesUrl = $"https://1234567-sb1.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{ClientId}/certificates";
    private static readonly Secret AccessToken = new("the-access-token");

    private static readonly MadeCertificate Certificate = CertificateFactory.Create(
        SigningAlgorithm.ES256, 3072, "acme", new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(365));

    private readonly FakeNetSuite _netSuite = new();
    private readonly NetSuiteBench _bench;

    public NetSuiteRequestTests() => _bench = new NetSuiteBench(_netSuite);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_public_client_exchanges_its_code_with_its_id_in_the_body_and_no_authorization()
    {
        _netSuite.Answers(HttpStatusCode.OK, """{"access_token":"a.b.c","refresh_token":"r","expires_in":3600,"token_type":"bearer"}""");

        var result = await _bench.Client.ExchangeCodeAsync(
            NetSuiteBench.Account, NetSuiteBench.Integration(), new Secret("the code"), new Secret("the-verifier"), new Uri("https://us.example/callback"), Cancellation);

        Assert.True(result.Succeeded(out var grant, out _));
        Assert.Equal(("a.b.c", "r", 3600), (grant.AccessToken.Reveal(), grant.RefreshToken!.Reveal(), grant.ExpiresIn));
        var request = Assert.Single(_netSuite.Requests);
        Assert.Equal(("POST", TokenUrl), (request.Method, request.Url.AbsoluteUri));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal("application/x-www-form-urlencoded", request.Headers["Content-Type"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = "the code",
                ["redirect_uri"] = "https://us.example/callback",
                ["code_verifier"] = "the-verifier",
                ["client_id"] = ClientId,
            },
            request.Form);
    }

    [Fact]
    public async Task A_confidential_client_authenticates_by_basic_and_in_no_second_way()
    {
        _netSuite.Answers(HttpStatusCode.OK, """{"access_token":"a.b.c","expires_in":"3600","token_type":"Bearer"}""");

        var result = await _bench.Client.ExchangeCodeAsync(
            NetSuiteBench.Account, NetSuiteBench.Integration(new Secret("s3cret")), new Secret("code"), new Secret("verifier"), new Uri("https://us.example/callback"), Cancellation);

        Assert.True(result.Succeeded(out var grant, out _));
        Assert.Null(grant.RefreshToken);
        var request = Assert.Single(_netSuite.Requests);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:s3cret")), request.Headers["Authorization"]);
        Assert.DoesNotContain("client_id", request.Form.Keys);
    }

    [Fact]
    public async Task A_mint_sends_the_assertion_and_nothing_else_of_the_client()
    {
        _netSuite.Answers(HttpStatusCode.OK, """{"access_token":"opaque","expires_in":3600,"token_type":"Bearer"}""");

        var result = await _bench.Client.MintAsync(NetSuiteBench.Account, () => new Secret("h.p.s"), Cancellation);

        Assert.True(result.Succeeded(out var token, out _));
        Assert.Equal(("opaque", TimeSpan.FromHours(1), _bench.Time.GetUtcNow().AddHours(1)), (token.AccessToken.Reveal(), token.Lifetime, token.ExpiresAt));
        var request = Assert.Single(_netSuite.Requests);
        Assert.Equal(("POST", TokenUrl), (request.Method, request.Url.AbsoluteUri));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ["client_assertion"] = "h.p.s",
            },
            request.Form);
    }

    [Fact]
    public async Task A_refresh_token_is_revoked_at_the_revocation_endpoint_whatever_the_body_of_the_answer()
    {
        _netSuite.Answers(HttpStatusCode.OK, "", contentType: null);

        var result = await _bench.Client.RevokeTokenAsync(NetSuiteBench.Account, NetSuiteBench.Integration(), new Secret("refresh"), Cancellation);

        Assert.Null(result.Failure);
        var request = Assert.Single(_netSuite.Requests);
        Assert.Equal("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke", request.Url.AbsoluteUri);
        Assert.Equal(new Dictionary<string, string> { ["token"] = "refresh", ["client_id"] = ClientId }, request.Form);
    }

    [Fact]
    public async Task Certificates_are_listed_at_the_restlets_host_with_the_bearer_token()
    {
        _netSuite.Answers(HttpStatusCode.OK, "[]");

        Assert.True((await _bench.Client.ListCertificatesAsync(NetSuiteBench.Account, ClientId, AccessToken, Cancellation)).Succeeded(out var list, out _));

        Assert.Empty(list);
        var request = Assert.Single(_netSuite.Requests);
        Assert.Equal(("GET", CertificatesUrl, "Bearer the-access-token"), (request.Method, request.Url.AbsoluteUri, request.Headers["Authorization"]));
    }

    [Fact]
    public async Task An_upload_sends_the_certificate_with_role_and_signed_entity_as_numbers()
    {
        _netSuite.Answers(HttpStatusCode.Created, $$"""{"certificate_id":"{{Certificate.Id}}","valid_until":"2027-11-02","algorithm":"EC"}""");

        var result = await _bench.Client.UploadCertificateAsync(NetSuiteBench.Account, ClientId, AccessToken, Certificate.CertificatePem, 1042, -5, Cancellation);

        Assert.True(result.Succeeded(out var uploaded, out _));
        Assert.Equal((Certificate.Id, new DateOnly(2027, 11, 2)), (uploaded.Id, uploaded.ValidUntil));
        var request = Assert.Single(_netSuite.Requests);
        Assert.Equal(("POST", CertificatesUrl, "Bearer the-access-token"), (request.Method, request.Url.AbsoluteUri, request.Headers["Authorization"]));
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        using var json = JsonDocument.Parse(request.Body);
        Assert.Equal(Certificate.CertificatePem.Trim(), json.RootElement.GetProperty("fileContent").GetString());
        Assert.Equal((1042, -5), (json.RootElement.GetProperty("role").GetInt32(), json.RootElement.GetProperty("entity").GetInt32()));
        Assert.Equal(3, json.RootElement.EnumerateObject().Count());
    }

    [Fact]
    public async Task A_private_key_never_leaves()
    {
        var withKey = Certificate.CertificatePem + "\n" + Certificate.PrivateKeyPem.Reveal();

        var result = await _bench.Client.UploadCertificateAsync(NetSuiteBench.Account, ClientId, AccessToken, withKey, 1, 1, Cancellation);

        Assert.Equal((FailureKind.Permanent, FailureCodes.PrivateKeyRefused), (result.Failure!.Kind, result.Failure.Code));
        Assert.Empty(_netSuite.Requests);
    }

    [Fact]
    public async Task Anything_but_exactly_one_certificate_never_leaves()
    {
        var pem = Certificate.CertificatePem;
        string[] texts =
        [
            "", "hello", pem + "\n" + pem, "Bag attributes\n" + pem, pem + "\ntrailer",
            pem.Replace("CERTIFICATE", "PUBLIC KEY", StringComparison.Ordinal), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        ];

        foreach (var text in texts)
        {
            var result = await _bench.Client.UploadCertificateAsync(NetSuiteBench.Account, ClientId, AccessToken, text, 1, 1, Cancellation);
            Assert.Equal(FailureCodes.CertificateMalformed, result.Failure?.Code);
        }

        Assert.Empty(_netSuite.Requests);
    }

    [Fact]
    public async Task A_certificate_is_revoked_with_an_empty_json_post_and_a_plain_text_answer()
    {
        _netSuite.Answers(HttpStatusCode.OK, "Successfully revoked");

        var result = await _bench.Client.RevokeCertificateAsync(NetSuiteBench.Account, ClientId, AccessToken, "-Q_j", Cancellation);

        Assert.Null(result.Failure);
        var request = Assert.Single(_netSuite.Requests);
        Assert.Equal(("POST", CertificatesUrl + "/-Q_j/revoke", ""), (request.Method, request.Url.AbsoluteUri, request.Body));
        Assert.Equal(("application/json", "Bearer the-access-token"), (request.Headers["Content-Type"], request.Headers["Authorization"]));
    }

    [Fact]
    public async Task No_call_carries_a_cookie()
    {
        for (var call = 0; call < 2; call++)
        {
            _netSuite.Answers(HttpStatusCode.OK, "[]", "application/json", ("Set-Cookie", "JSESSIONID=1; Path=/"));
            await _bench.Client.ListCertificatesAsync(NetSuiteBench.Account, ClientId, AccessToken, Cancellation);
        }

        Assert.Equal(2, _netSuite.Requests.Count);
        Assert.All(_netSuite.Requests, request => Assert.DoesNotContain("Cookie", request.Headers.Keys));
    }
}
