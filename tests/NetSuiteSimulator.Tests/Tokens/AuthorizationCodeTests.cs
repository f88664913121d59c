using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

public sealed class AuthorizationCodeTests : SimulatorTest
{
    [Theory]
    [InlineData("code_verifier", "another-verifier-that-is-long-enough-to-be-one-0123456789", "400 invalid_grant")]
    [InlineData("code_verifier", null, "400 invalid_grant")]
    [InlineData("redirect_uri", "http://127.0.0.1:8080/callback", "400 invalid_grant")]
    [InlineData("redirect_uri", null, "400 invalid_request")]
    [InlineData("code", "0000000000000000000000000000000000000000000000000000000000000000", "400 invalid_grant")]
    [InlineData("code", null, "400 invalid_request")]
    [InlineData("client_id", null, "401 invalid_client")]
    [InlineData("client_id", "0000000000000000000000000000000000000000000000000000000000000000", "401 invalid_client")]
    [InlineData("client_secret", "guess", "401 invalid_client")]
    [InlineData("grant_type", "password", "400 unsupported_grant_type")]
    [InlineData("grant_type", null, "400 invalid_request")]
    public async Task A_spoilt_parameter_gets_no_token(string name, string? value, string outcome)
    {
        var connector = NewConnector();
        var form = connector.CodeForm((await connector.ConsentAsync())["code"]!);
        if (value is null)
        {
            form.Remove(name);
        }
        else
        {
            form[name] = value;
        }

        var answer = await connector.PostFormAsync(connector.TokenUrl, form);

        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal(answer.Outcome.StartsWith("401", StringComparison.Ordinal), answer.Headers.WwwAuthenticate.Count > 0);
    }

    [Theory]
    [InlineData(43, "-._~", "200")]
    [InlineData(128, "Az09", "200")]
    [InlineData(42, "", "400 invalid_grant")]
    [InlineData(129, "", "400 invalid_grant")]
    [InlineData(43, "+", "400 invalid_grant")]
    [InlineData(43, " ", "400 invalid_grant")]
    [InlineData(43, "=", "400 invalid_grant")]
    [InlineData(43, "é", "400 invalid_grant")]
    public async Task A_verifier_is_43_to_128_unreserved_characters_even_where_the_challenge_fits(int length, string characters, string outcome)
    {
        var connector = NewConnector();
        connector.Verifier = characters.PadRight(length, 'a');

        Assert.Equal(outcome, (await connector.ExchangeAsync((await connector.ConsentAsync())["code"]!)).Outcome);
    }

    [Fact]
    public async Task An_error_body_holds_nothing_but_the_error()
    {
        var answer = await NewConnector().ExchangeAsync("unknown");

        Assert.Equal("""{"error":"invalid_grant"}""", answer.Body);
    }

    [Fact]
    public async Task A_code_lives_for_60_seconds()
    {
        var connector = NewConnector();
        var code = (await connector.ConsentAsync())["code"]!;
        Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("400 invalid_grant", (await connector.ExchangeAsync(code!)).Outcome);
    }

    [Fact]
    public async Task A_code_used_twice_takes_the_tokens_back()
    {
        var connector = NewConnector();
        var code = (await connector.ConsentAsync())["code"].ToString();
        var first = await connector.ExchangeAsync(code);

        var second = await connector.ExchangeAsync(code);

        Assert.Equal("400 invalid_grant", second.Outcome);
        Assert.Equal("401", (await connector.ReadCustomersAsync(first.Text("access_token"))).Outcome);
    }

    [Fact]
    public async Task A_code_is_taken_again_while_it_lives_where_that_is_configured()
    {
        Options.CodesMayBeReused = true;
        var connector = NewConnector();
        var code = (await connector.ConsentAsync())["code"].ToString();
        var first = await connector.ExchangeAsync(code);

        var second = await connector.ExchangeAsync(code);
        Clock.Advance(TimeSpan.FromSeconds(60));
        var late = await connector.ExchangeAsync(code);

        Assert.Equal(("200", "400 invalid_grant"), (second.Outcome, late.Outcome));
        Assert.Equal("200", (await connector.ReadCustomersAsync(first.Text("access_token"))).Outcome);
    }

    [Fact]
    public async Task A_code_redeemed_by_many_at_once_is_good_for_one_at_most()
    {
        var connector = NewConnector();
        var code = (await connector.ConsentAsync())["code"].ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => connector.ExchangeAsync(code)));

        // None, when a second one came before the first had its tokens: those are taken back then, too.
        Assert.InRange(answers.Count(answer => answer.Outcome == "200"), 0, 1);
        Assert.All(answers.Where(answer => answer.Outcome != "200"), answer => Assert.Equal("400 invalid_grant", answer.Outcome));
    }

    [Fact]
    public async Task A_code_of_another_account_is_unknown()
    {
        var code = (await NewConnector("1234567").ConsentAsync())["code"]!;

        Assert.Equal("400 invalid_grant", (await NewConnector("1234567_SB1").ExchangeAsync(code!)).Outcome);
    }

    [Fact]
    public async Task A_confidential_client_authenticates_by_Basic_alone()
    {
        NetSuite.Integration.ClientSecret = "right";
        var connector = NewConnector();
        var code = (await connector.ConsentAsync())["code"].ToString();

        connector.Secret = "wrong";
        var wrong = await connector.ExchangeAsync(code);
        connector.Secret = "right";
        var form = connector.CodeForm(code);
        form["client_id"] = connector.ClientId;
        var both = await connector.PostFormAsync(connector.TokenUrl, form, connector.BasicHeader());
        var right = await connector.ExchangeAsync(code);

        Assert.Equal(("401 invalid_client", "400 invalid_request", "200"), (wrong.Outcome, both.Outcome, right.Outcome));
        Assert.Equal("Basic realm=\"1234567_SB1\"", wrong.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_public_client_may_send_Basic_without_a_secret()
    {
        var connector = NewConnector();
        var form = connector.CodeForm((await connector.ConsentAsync())["code"]!);
        form.Remove("client_id");
        connector.Secret = "";

        var answer = await connector.PostFormAsync(connector.TokenUrl, form, connector.BasicHeader());

        Assert.Equal("200", answer.Outcome);
    }

    [Fact]
    public async Task A_parameter_sent_twice_is_refused()
    {
        var connector = NewConnector();
        using var twice = new StringContent("grant_type=authorization_code&grant_type=authorization_code&code=x&redirect_uri=y", null, "application/x-www-form-urlencoded");

        var answer = await Answer.ReadAsync(await Http.PostAsync(connector.TokenUrl, twice, Ct), Ct);

        Assert.Equal("400 invalid_request", answer.Outcome);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "200")]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8", "200")]
    [InlineData("multipart/form-data", "400 invalid_request")]
    [InlineData("application/json", "400 invalid_request")]
    [InlineData("text/plain", "400 invalid_request")]
    [InlineData(null, "400 invalid_request")]
    public async Task Only_an_urlencoded_form_is_a_form(string? contentType, string outcome)
    {
        var connector = NewConnector();
        var form = connector.CodeForm((await connector.ConsentAsync())["code"]!);
        using HttpContent content = contentType == "multipart/form-data" ? Multipart(form) : new FormUrlEncodedContent(form);
        if (content is FormUrlEncodedContent)
        {
            content.Headers.ContentType = contentType is null ? null : System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
        }

        var answer = await Answer.ReadAsync(await Http.PostAsync(connector.TokenUrl, content, Ct), Ct);

        Assert.Equal(outcome, answer.Outcome);
    }

    [Fact]
    public async Task The_answer_and_the_token_have_the_documented_shape()
    {
        var connector = NewConnector();

        var answer = await connector.LogInAsync(user: -5, role: 3);

        Assert.Equal(["access_token", "refresh_token", "expires_in", "token_type"], answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("bearer", 3600), (answer.Text("token_type"), answer.Json.GetProperty("expires_in").GetInt32()));
        var token = new JwtSecurityToken(answer.Text("access_token"));
        Assert.Equal("3;-5", token.Subject);
        Assert.Equal([NetSuite.Integration.ApplicationId + ";1234567_SB1", connector.ClientId], token.Audiences);
        Assert.Equal(["rest_webservices", "restlets"], token.Claims.Where(claim => claim.Type == "scope").Select(claim => claim.Value));
        Assert.StartsWith("c.1234567_SB1.", token.Header.Kid, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task The_published_keys_verify_the_tokens()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");

        var keys = new JsonWebKeySet((await connector.GetAsync(connector.Suitetalk + "/services/rest/auth/oauth2/v1/keys", null)).Body);

        new JwtSecurityTokenHandler().ValidateToken(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidIssuer = "https://system.netsuite.com",
            ValidAudience = connector.ClientId,
            LifetimeValidator = (_, _, _, _) => true,
        }, out _);
    }

    [Fact]
    public async Task Consent_installs_the_record_and_it_may_have_to_wait_for_approval()
    {
        var connector = NewConnector();
        NetSuite.AddAccount(connector.Account).RequireApproval = true;

        var answer = await connector.LogInAsync();

        Assert.Equal("401", (await connector.ListAsync(answer.Text("access_token"))).Outcome);
        NetSuite.AddAccount(connector.Account).FindInstallation(connector.ClientId)!.State = Accounts.IntegrationState.Enabled;
        Assert.Equal("200", (await connector.ListAsync(answer.Text("access_token"))).Outcome);
    }

    [Fact]
    public async Task Expires_in_can_be_a_string()
    {
        Options.ExpiresInAsString = true;

        Assert.Equal("3600", (await NewConnector().LogInAsync()).Text("expires_in"));
    }

    private static MultipartFormDataContent Multipart(Dictionary<string, string> form)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in form)
        {
            content.Add(new StringContent(value), name);
        }

        return content;
    }
}
