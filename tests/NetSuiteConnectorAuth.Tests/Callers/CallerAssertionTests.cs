using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

/// <summary>RFC 7523 §2.2 and §3 over the wire, with everything somebody may try who has no key or the wrong one.</summary>
public sealed class CallerAssertionTests(AssertionDeployment shared) : IClassFixture<AssertionDeployment>
{
    private const string Believed = "invalid_target";
    private const string Refused = "invalid_client";

    private static readonly string[] UnknownExtensions = ["b64"];

    private readonly FakeTimeProvider _time = shared.Time;
    private readonly SigningCaller _pem = shared.Pem;
    private readonly SigningCaller _jwk = shared.Jwk;
    private readonly SigningCaller _rsa = shared.Rsa;
    private readonly RunningService _service = shared.Service;

    [Fact]
    public async Task A_signed_assertion_is_as_good_as_a_secret()
    {
        Assert.Equal(Believed, await AskAsync(_pem.Assertion()));
        Assert.Equal(Believed, await AskAsync(_jwk.Assertion()));
        Assert.Equal(Believed, await AskAsync(_rsa.Assertion()));
        Assert.Equal(Believed, await AskAsync(_pem.Assertion(), more: ("client_id", _pem.ClientId)));
        Assert.Equal(Believed, await AskAsync(_pem.Assertion(("aud", SigningCaller.BaseUrl + "/tenants/nobodys/token")), "/tenants/nobodys/token"));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    public async Task An_RSA_key_may_sign_in_six_ways(string algorithm) =>
        Assert.Equal(Believed, await AskAsync(JwtSigner.Sign(_rsa.Key, algorithm, _rsa.Claims())));

    [Theory]
    [InlineData("/token", SigningCaller.BaseUrl)]
    [InlineData("/token", SigningCaller.BaseUrl + "/")]
    [InlineData("/token", SigningCaller.BaseUrl + "/token")]
    [InlineData("/tenants/nobodys/token", SigningCaller.BaseUrl + "/token")]
    [InlineData("/tenants/nobodys/token", SigningCaller.BaseUrl + "/tenants/nobodys/token")]
    public async Task The_audience_is_this_service_its_token_endpoint_or_the_path_called(string path, string audience)
    {
        Assert.Equal(Believed, await AskAsync(_pem.Assertion(("aud", audience)), path));
        Assert.Equal(Believed, await AskAsync(_pem.Assertion(("aud", new[] { "https://elsewhere.example", audience })), path));
    }

    [Theory]
    [InlineData("aud", "https://elsewhere.example/token")]
    [InlineData("aud", SigningCaller.BaseUrl + ".example/token")]
    [InlineData("aud", SigningCaller.BaseUrl + "/tenants/nobodys/token")]
    [InlineData("aud", null)]
    [InlineData("aud", 7)]
    [InlineData("sub", "rsa-job")]
    [InlineData("sub", null)]
    [InlineData("iss", "rsa-job")]
    [InlineData("iss", "nobody")]
    [InlineData("iss", "secret-job")]
    [InlineData("iss", null)]
    [InlineData("jti", null)]
    [InlineData("jti", "")]
    [InlineData("jti", 7)]
    [InlineData("exp", null)]
    [InlineData("exp", "tomorrow")]
    [InlineData("exp", 1e300)]
    [InlineData("iat", "yesterday")]
    public async Task A_claim_that_is_missing_or_wrong_is_refused(string claim, object? value) =>
        Assert.Equal(Refused, await AskAsync(_pem.Assertion((claim, value))));

    [Theory]
    [InlineData("exp", -59, true)]
    [InlineData("exp", -60, false)]
    [InlineData("exp", 3600, true)]
    [InlineData("exp", 3660, true)]
    [InlineData("exp", 3661, false)]
    [InlineData("nbf", 60, true)]
    [InlineData("nbf", 61, false)]
    [InlineData("iat", 60, true)]
    [InlineData("iat", 61, false)]
    [InlineData("iat", -86400, true)]
    public async Task Clocks_may_be_a_minute_apart_and_an_assertion_lives_an_hour_at_most(string claim, int seconds, bool isBelieved) => Assert.Equal(
        isBelieved ? Believed : Refused, await AskAsync(_pem.Assertion((claim, _time.GetUtcNow().ToUnixTimeSeconds() + seconds))));

    [Fact]
    public async Task A_moment_may_have_a_fraction() =>
        Assert.Equal(Believed, await AskAsync(_pem.Assertion(("exp", _time.GetUtcNow().ToUnixTimeSeconds() + 30.25))));

    [Fact]
    public async Task An_assertion_is_used_once_and_the_next_one_may_differ_in_nothing_but_its_jti()
    {
        var assertion = _pem.Assertion();

        Assert.Equal(Believed, await AskAsync(assertion));
        Assert.Equal(Refused, await AskAsync(assertion));
        Assert.Equal(Refused, await AskAsync(_pem.Assertion(("jti", Jwts.Payload(assertion).GetProperty("jti").GetString()))));
        Assert.Equal(Believed, await AskAsync(_pem.Assertion()));
        Assert.Contains(_service.Log, line => line.Contains("the assertion was used before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_callers_may_choose_the_same_jti()
    {
        Assert.Equal(Believed, await AskAsync(_pem.Assertion(("jti", "the-same"))));
        Assert.Equal(Believed, await AskAsync(_jwk.Assertion(("jti", "the-same"))));
    }

    [Fact]
    public async Task Of_a_hundred_requests_with_the_same_assertion_one_is_believed()
    {
        var assertion = _pem.Assertion();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(assertion)));

        Assert.Single(answers, Believed);
        Assert.Equal(99, answers.Count(answer => answer == Refused));
    }

    [Fact]
    public async Task No_other_key_and_no_other_algorithm_will_do()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var sameCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var strangerRsa = RSA.Create(2048);
        var claims = _pem.Claims();
        var publicKey = Encoding.ASCII.GetBytes(_pem.Key.ExportSubjectPublicKeyInfoPem());
        string[] hostile =
        [
            JwtSigner.Sign(stranger, "ES256", claims),
            JwtSigner.Sign(_jwk.Key, "ES384", claims),
            JwtSigner.Sign(_rsa.Key, "RS256", claims),
            JwtSigner.Sign(strangerRsa, "RS256", _rsa.Claims()),
            JwtSigner.Sign("none", claims, [], _ => []),
            JwtSigner.Sign("none", claims, [], _ => [1]),
            JwtSigner.Sign("HS256", claims, [], bytes => HMACSHA256.HashData(publicKey, bytes)),
            JwtSigner.Sign("HS256", claims, [], bytes => HMACSHA256.HashData(_pem.Key.ExportSubjectPublicKeyInfo(), bytes)),
            JwtSigner.Sign("ES256", claims, [], bytes => ((ECDsa)_pem.Key).SignData(bytes, HashAlgorithmName.SHA384)),
            JwtSigner.Sign("ES256", claims, [], bytes => ((ECDsa)_pem.Key).SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            JwtSigner.Sign("ES256", claims, [], _ => new byte[64]),
            JwtSigner.Sign("ES384", claims, [], bytes => ((ECDsa)_pem.Key).SignData(bytes, HashAlgorithmName.SHA384)),
            JwtSigner.Sign("es256", claims, [], bytes => ((ECDsa)_pem.Key).SignData(bytes, HashAlgorithmName.SHA256)),
            JwtSigner.Sign(_pem.Key, "ES256", claims, ("crit", UnknownExtensions)),
            JwtSigner.Sign(stranger, "ES256", claims, ("jwk", JwtSigner.Jwk(stranger)), ("jku", "https://attacker.example/jwks")),

            // The JWK has a key ID: another one in the header does not mean this key, and its own does not make another key right.
            JwtSigner.Sign(_jwk.Key, "ES384", _jwk.Claims(), ("kid", "2027-01")),
            JwtSigner.Sign(sameCurve, "ES384", _jwk.Claims(), ("kid", "2026-12")),
        ];

        foreach (var (index, assertion) in hostile.Index())
        {
            Assert.True(await AskAsync(assertion) == Refused, $"Number {index} was believed.");
        }

        Assert.Equal(Believed, await AskAsync(JwtSigner.Sign(_pem.Key, "ES256", claims)));
        Assert.Equal(Believed, await AskAsync(JwtSigner.Sign(_jwk.Key, "ES384", _jwk.Claims())));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.e30")]
    [InlineData("bnVsbA.bnVsbA.AA")]
    [InlineData("W10.W10.AA")]
    [InlineData("eyJhbGciOjd9.e30.AA")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.")]
    [InlineData("\u00fc.\u00fc.\u00fc")]
    public async Task Garbage_is_refused_like_everything_else(string assertion) => Assert.Equal(Refused, await AskAsync(assertion));

    [Fact]
    public async Task Size_and_doubled_claims_are_no_way_in_either()
    {
        var doubled = _pem.Claims();
        var json = System.Text.Json.JsonSerializer.Serialize(doubled)[..^1] + ""","iss":"pem-job"}""";
        var text = $"{System.Buffers.Text.Base64Url.EncodeToString("""{"alg":"ES256"}"""u8)}.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))}";
        var signature = ((ECDsa)_pem.Key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256);

        Assert.Equal(Refused, await AskAsync(_pem.Assertion(("filler", new string('x', 10_000)))));
        Assert.Equal(Refused, await AskAsync($"{text}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}"));
        Assert.Equal(Refused, await AskAsync(_pem.Assertion() + ".AAAA"));
    }

    [Fact]
    public async Task Every_refusal_has_the_same_body()
    {
        using var wrong = await SigningCaller.AskAsync(_service.Internal, _pem.Assertion(("aud", "https://elsewhere.example")));
        using var unknown = await SigningCaller.AskAsync(_service.Internal, _pem.Assertion(("iss", "nobody")));
        using var secret = await _service.Internal.PostAsync(
            "/token", Deployment.Form(("grant_type", "client_credentials"), ("client_id", "secret-job"), ("client_secret", "wrong")), Jobs.Cancelled);

        var bodies = await Task.WhenAll(new[] { wrong, unknown, secret }.Select(answer => answer.Content.ReadAsStringAsync(Jobs.Cancelled)));
        Assert.Single(bodies.Distinct());
        Assert.All([wrong, unknown, secret], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    [Fact]
    public async Task One_method_a_request()
    {
        Assert.Equal("invalid_request", await AskAsync(_pem.Assertion(), more: ("client_secret", "x")));
        Assert.Equal("invalid_request", await AskAsync("", more: []));
        Assert.Equal(Refused, await AskAsync(_pem.Assertion(), more: ("client_id", "rsa-job")));

        using var both = new HttpRequestMessage(HttpMethod.Post, "/token");
        both.Headers.Authorization = RunningService.Basic("secret-job", Deployment.JobSecret);
        both.Content = Deployment.Form(
            ("grant_type", "client_credentials"), ("client_assertion_type", SigningCaller.Type), ("client_assertion", _pem.Assertion()));
        using var answer = await _service.Internal.SendAsync(both, Jobs.Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);

        using var otherType = await _service.Internal.PostAsync(
            "/token",
            Deployment.Form(
                ("grant_type", "client_credentials"),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
                ("client_assertion", _pem.Assertion())),
            Jobs.Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, otherType.StatusCode);
    }

    [Fact]
    public async Task Where_there_is_no_form_the_assertion_is_a_bearer_token()
    {
        var assertion = _pem.Assertion(("aud", SigningCaller.BaseUrl + "/tenants"));

        using var answer = await SigningCaller.GetAsync(_service.Internal, "/tenants", assertion);
        using var again = await SigningCaller.GetAsync(_service.Internal, "/tenants", assertion);
        using var otherPath = await SigningCaller.GetAsync(_service.Internal, "/status", _pem.Assertion(("aud", SigningCaller.BaseUrl + "/tenants")));
        using var unpermitted = await SigningCaller.GetAsync(_service.Internal, "/tenants", _jwk.Assertion());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, otherPath.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, unpermitted.StatusCode);
    }

    [Fact]
    public async Task No_assertion_reaches_the_log()
    {
        var assertion = _pem.Assertion(("aud", "https://elsewhere.example"));
        await AskAsync(assertion);

        Assert.Contains(_service.Log, line => line.Contains("the assertion is for another audience", StringComparison.Ordinal));
        Assert.DoesNotContain(_service.Log, line => line.Contains(assertion.Split('.')[1], StringComparison.Ordinal));
    }

    private async Task<string> AskAsync(string assertion, string path = "/token", params (string Name, string Value)[] more)
    {
        using var answer = await SigningCaller.AskAsync(_service.Internal, assertion, path, more);
        return (await OAuthError.ReadAsync(answer)).Error;
    }
}
