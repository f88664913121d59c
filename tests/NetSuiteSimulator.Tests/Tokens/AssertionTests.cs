using System.IdentityModel.Tokens.Jwt;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

/// <summary>Every rule for the assertion: what it answers, and the word in the Login Audit Trail.</summary>
public sealed class AssertionTests : SimulatorTest
{
    private static readonly long Now = Start.ToUnixTimeSeconds();
    private static readonly string[] TwoScopes = ["rest_webservices", "restlets"];
    private static readonly string[] UntickedScope = ["suite_analytics"];
    private static readonly string[] OneTickedScope = ["rest_webservices", "suite_analytics"];

    public static TheoryData<string, string, string?> Mistakes => new()
    {
        { "no kid", "500 server_error", "MissingKeyId" },
        { "no typ", "400 invalid_request", null },
        { "typ in lower case", "400 invalid_request", null },
        { "typ of another kind", "400 invalid_request", null },
        { "unknown kid", "400 invalid_grant", "MissingKey" },
        { "signed by another key", "400 invalid_grant", "SignatureValidation" },
        { "application ID as iss", "500 server_error", "InvalidIssuer" },
        { "unknown iss", "401 invalid_client", "InvalidIssuer" },
        { "no iss", "401 invalid_client", "InvalidIssuer" },
        { "aud of the restlets host", "400 invalid_grant", null },
        { "aud with a trailing slash", "400 invalid_grant", null },
        { "two audiences", "400 invalid_grant", null },
        { "no aud", "400 invalid_grant", null },
        { "iat in the future", "400 invalid_grant", "TokenNotAcceptable" },
        { "no iat", "400 invalid_request", null },
        { "60 minutes", "400 invalid_grant", "TokenValidityTooBroad" },
        { "expired", "400 invalid_grant", "TokenExpired" },
        { "no exp", "400 invalid_request", null },
        { "exp as a string", "400 invalid_request", null },
        { "scope not ticked", "400 invalid_scope", "ScopeMismatched" },
        { "one scope of two not ticked", "400 invalid_scope", "ScopeMismatched" },
        { "scopes with a comma", "400 invalid_scope", "ScopeMismatched" },
        { "no scope", "400 invalid_scope", "InvalidScope" },
        { "empty scope", "400 invalid_scope", "InvalidScope" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_gets_no_token(string mistake, string outcome, string? auditWord)
    {
        var connector = NewConnector();
        var draft = connector.Assertion(await connector.ConnectAsync());
        Spoil(draft, mistake, connector);

        var answer = await connector.MintAsync(draft.Sign());

        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal(auditWord, NetSuite.Journal.Entries[^1].AuditWord);
        if (auditWord is not null)
        {
            Assert.Equal(auditWord, NetSuite.AuditTrail.Of(connector.Account).Last().Detail);
        }
    }

    [Theory]
    [InlineData("scope as a string")]
    [InlineData("two scopes")]
    [InlineData("one audience in an array")]
    [InlineData("59 minutes 59 seconds")]
    [InlineData("no jti")]
    [InlineData("iat now")]
    public async Task What_the_rules_allow_gets_a_token(string variant)
    {
        var connector = NewConnector();
        var draft = connector.Assertion(await connector.ConnectAsync());
        _ = variant switch
        {
            "scope as a string" => draft.With("scope", "rest_webservices"),
            "two scopes" => draft.With("scope", TwoScopes),
            "one audience in an array" => draft.With("aud", new[] { connector.TokenUrl }),
            "59 minutes 59 seconds" => draft.With("iat", Now).With("exp", Now + 3599),
            "no jti" => draft.Without("jti"),
            _ => draft.With("iat", Now),
        };

        Assert.Equal("200", (await connector.MintAsync(draft.Sign())).Outcome);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    public async Task PKCS1_signatures_ended_in_2025(string algorithm)
    {
        var connector = NewConnector();
        var draft = connector.Assertion(await connector.ConnectAsync("PS256"));
        draft.Algorithm = algorithm;

        Assert.Equal("500 server_error", (await connector.MintAsync(draft.Sign())).Outcome);
        Assert.Equal("UnsupportedAlgo", NetSuite.AuditTrail.Entries.Last().Detail);
    }

    [Fact]
    public async Task An_RSA_key_takes_any_PS_algorithm_and_an_EC_key_its_own_alone()
    {
        var connector = NewConnector();
        var rsa = connector.Assertion(await connector.ConnectAsync("PS256"));
        rsa.Algorithm = "PS512";
        var ec = connector.Assertion(await connector.ConnectAsync("ES256")).Sign();

        Assert.Equal("200", (await connector.MintAsync(rsa.Sign())).Outcome);
        Assert.Equal("400 invalid_grant", (await connector.MintAsync(WithHeader(ec, "ES256", "ES384"))).Outcome);
        Assert.Equal(RefusalCause.AlgorithmDoesNotFitKey, NetSuite.Journal.Entries[^1].Cause);
        Assert.Equal("500 server_error", (await connector.MintAsync(WithHeader(ec, "ES256", "none"))).Outcome);
        Assert.Equal("500 server_error", (await connector.MintAsync(WithHeader(ec, "ES256", "HS256"))).Outcome);
    }

    [Fact]
    public async Task A_DER_signature_is_not_a_JWS_signature()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        var input = connector.Assertion(certificate).Sign();
        var signed = input[..input.LastIndexOf('.')];
        var der = ((ECDsaSecurityKey)certificate.Key).ECDsa.SignData(
            Encoding.ASCII.GetBytes(signed), System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.DSASignatureFormat.Rfc3279DerSequence);

        Assert.Equal("400 invalid_grant", (await connector.MintAsync(signed + "." + WebEncoders.Base64UrlEncode(der))).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30")]
    [InlineData("W10.W10.")]
    [InlineData("eyJhIjoxLCJhIjoyfQ.e30.")]
    public async Task Garbage_is_malformed(string assertion)
    {
        var connector = NewConnector();
        await connector.ConnectAsync();

        Assert.Equal("400 invalid_request", (await connector.MintAsync(assertion)).Outcome);
    }

    [Fact]
    public async Task An_assertion_is_good_once()
    {
        var connector = NewConnector();
        var assertion = connector.Assertion(await connector.ConnectAsync()).Sign();

        Assert.Equal("200", (await connector.MintAsync(assertion)).Outcome);
        Assert.Equal("400 invalid_grant", (await connector.MintAsync(assertion)).Outcome);
        Assert.Equal(RefusalCause.AssertionReplayed, NetSuite.Journal.Entries[^1].Cause);
    }

    [Theory]
    [InlineData("Basic", RefusalCause.SeveralClientAuthentications)]
    [InlineData("client_secret", RefusalCause.SeveralClientAuthentications)]
    [InlineData("client_id", RefusalCause.MalformedRequest)]
    [InlineData("scope", RefusalCause.MalformedRequest)]
    public async Task An_assertion_comes_alone_unless_more_is_ignored(string extra, RefusalCause cause)
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();

        var refused = await MintWithAsync(connector, certificate, extra);
        Assert.Equal(cause, NetSuite.Journal.Entries[^1].Cause);
        Options.RefuseUndocumentedCredentials = false;
        var ignored = await MintWithAsync(connector, certificate, extra);

        Assert.Equal(("400 invalid_request", "200"), (refused.Outcome, ignored.Outcome));
    }

    [Fact]
    public async Task A_certificate_of_another_account_is_unknown()
    {
        var certificate = await NewConnector("1234567").ConnectAsync();
        var elsewhere = NewConnector("1234567_SB1");
        await elsewhere.ConnectAsync();

        Assert.Equal("400 invalid_grant", (await elsewhere.MintAsync(certificate)).Outcome);
    }

    [Fact]
    public async Task The_token_acts_as_the_mapping_and_has_the_shape_of_its_grant()
    {
        var connector = NewConnector();
        var answer = await connector.MintAsync(await connector.ConnectAsync());

        Assert.Equal(["access_token", "expires_in", "token_type"], answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Bearer", answer.Text("token_type"));
        var token = new JwtSecurityToken(answer.Text("access_token"));
        Assert.Equal("1234567_SB1;0;1042;317;N", token.Subject);
        Assert.Equal([connector.ClientId, "app:" + NetSuite.Integration.ApplicationId], token.Audiences);
        Assert.Equal(Start.AddHours(1), new DateTimeOffset(token.ValidTo));
    }

    [Fact]
    public async Task The_token_can_end_with_its_assertion_while_expires_in_says_an_hour()
    {
        Options.AccessTokenEndsWithAssertion = true;
        var connector = NewConnector();
        var answer = await connector.MintAsync(await connector.ConnectAsync());

        Assert.Equal(3600, answer.Json.GetProperty("expires_in").GetInt32());
        Clock.Advance(TimeSpan.FromSeconds(270));
        Assert.Equal("401", (await connector.ReadCustomersAsync(answer.Text("access_token"))).Outcome);
    }

    [Fact]
    public async Task A_minted_token_ends_after_an_hour()
    {
        var connector = NewConnector();
        var token = (await connector.MintAsync(await connector.ConnectAsync())).Text("access_token");

        Clock.Advance(TimeSpan.FromSeconds(3599));
        Assert.Equal("200", (await connector.ReadCustomersAsync(token)).Outcome);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("401", (await connector.ReadCustomersAsync(token)).Outcome);
    }

    [Fact]
    public async Task The_answer_to_a_cause_can_be_replaced()
    {
        Options.Answers[RefusalCause.SignatureInvalid] = new WireAnswer(401, "invalid_client");
        var connector = NewConnector();
        var draft = connector.Assertion(await connector.ConnectAsync());
        Spoil(draft, "signed by another key", connector);

        Assert.Equal("401 invalid_client", (await connector.MintAsync(draft.Sign())).Outcome);
    }

    [Fact]
    public async Task Every_mistake_can_be_a_server_error_without_a_trace()
    {
        Options.AssertionMistakesAreServerErrors = true;
        Options.ServerErrorsLeaveNoAuditEntry = true;
        var connector = NewConnector();
        var draft = connector.Assertion(await connector.ConnectAsync());
        Spoil(draft, "expired", connector);
        var before = NetSuite.AuditTrail.Entries.Count();

        Assert.Equal("500 server_error", (await connector.MintAsync(draft.Sign())).Outcome);
        Assert.Equal(before, NetSuite.AuditTrail.Entries.Count());
    }

    private static Task<Answer> MintWithAsync(Connector connector, TestCertificate certificate, string extra)
    {
        var form = Connector.AssertionForm(connector.Assertion(certificate).Sign());
        switch (extra)
        {
            case "Basic": connector.Secret = "x"; break;
            case "client_id": form["client_id"] = connector.ClientId; break;
            default: form[extra] = "rest_webservices"; break;
        }

        return connector.PostFormAsync(connector.TokenUrl, form, connector.BasicHeader());
    }

    private void Spoil(AssertionDraft draft, string mistake, Connector connector)
    {
        switch (mistake)
        {
            case "no kid": draft.KeyId = null; break;
            case "no typ": draft.Type = null; break;
            case "typ in lower case": draft.Type = "jwt"; break;
            case "typ of another kind": draft.Type = "at+jwt"; break;
            case "unknown kid": draft.KeyId = new string('A', 43); break;
            case "signed by another key": draft.Key = TestCertificate.Make("ES256", Start).Key; break;
            case "application ID as iss": draft.With("iss", NetSuite.Integration.ApplicationId); break;
            case "unknown iss": draft.With("iss", new string('0', 64)); break;
            case "no iss": draft.Without("iss"); break;
            case "aud of the restlets host": draft.With("aud", connector.Restlets + "/services/rest/auth/oauth2/v1/token"); break;
            case "aud with a trailing slash": draft.With("aud", connector.TokenUrl + "/"); break;
            case "two audiences": draft.With("aud", new[] { connector.TokenUrl, "https://example.com" }); break;
            case "no aud": draft.Without("aud"); break;
            case "iat in the future": draft.With("iat", Now + 1); break;
            case "no iat": draft.Without("iat"); break;
            case "60 minutes": draft.With("iat", Now).With("exp", Now + 3600); break;
            case "expired": draft.With("iat", Now - 300).With("exp", Now); break;
            case "no exp": draft.Without("exp"); break;
            case "exp as a string": draft.With("exp", "tomorrow"); break;
            case "scope not ticked": draft.With("scope", UntickedScope); break;
            case "one scope of two not ticked": draft.With("scope", OneTickedScope); break;
            case "scopes with a comma": draft.With("scope", "rest_webservices,restlets"); break;
            case "no scope": draft.Without("scope"); break;
            case "empty scope": draft.With("scope", ""); break;
            default: throw new ArgumentException(mistake, nameof(mistake));
        }
    }

    private static string WithHeader(string assertion, string from, string to)
    {
        var dot = assertion.IndexOf('.', StringComparison.Ordinal);
        var header = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(assertion[..dot])).Replace(from, to, StringComparison.Ordinal);
        return WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(header)) + assertion[dot..];
    }
}
