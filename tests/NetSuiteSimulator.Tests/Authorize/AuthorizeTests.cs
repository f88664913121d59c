using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

public sealed class AuthorizeTests : SimulatorTest
{
    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type", "UnsupportedResponseType")]
    [InlineData("response_type", null, "invalid_request", "InvalidRequest")]
    [InlineData("state", null, "invalid_request", "InvalidState")]
    [InlineData("state", "123456789012345678901", "invalid_request", "InvalidState")]
    [InlineData("state", "1234567890123456789012é", "invalid_request", "InvalidState")]
    [InlineData("scope", null, "invalid_scope", "ScopeMismatched")]
    [InlineData("scope", "suite_analytics", "invalid_scope", "ScopeMismatched")]
    [InlineData("scope", "rest_webservices,restlets", "invalid_scope", "ScopeMismatched")]
    [InlineData("code_challenge", null, "invalid_request", "InvalidRequest")]
    [InlineData("code_challenge", "short", "invalid_request", "InvalidRequest")]
    [InlineData("code_challenge", "M25iVXpKU3puUjFaYWg3T1NDTDQtcW1ROUY5YXlwal=", "invalid_request", "InvalidRequest")]
    [InlineData("code_challenge_method", "plain", "invalid_request", "InvalidRequest")]
    [InlineData("code_challenge_method", null, "invalid_request", "InvalidRequest")]
    [InlineData("prompt", "select_account", "invalid_request", "InvalidRequest")]
    public async Task A_spoilt_parameter_is_sent_back_as_an_error(string name, string? value, string error, string auditWord)
    {
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();
        query[name] = value;

        var answer = await connector.GetAsync(QueryHelpers.AddQueryString(connector.AuthorizeUrl, query), null);

        var callback = Callback(answer);
        Assert.Equal(error, callback["error"]);
        Assert.Equal("1234567_SB1", callback["company"]);
        Assert.False(callback.ContainsKey("code"));
        Assert.Equal(auditWord, NetSuite.AuditTrail.Entries.Last().Detail);
    }

    [Theory]
    [InlineData(22)]
    [InlineData(1024)]
    public async Task A_state_of_22_to_1024_characters_is_echoed(int length)
    {
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();
        query["state"] = string.Concat(Enumerable.Repeat("a ~&", 256))[..length];

        var answer = await connector.PostFormAsync(QueryHelpers.AddQueryString(connector.AuthorizeUrl, query), Decision("allow"));

        Assert.Equal(query["state"], Callback(answer)["state"]);
    }

    [Fact]
    public async Task A_state_of_1025_characters_is_refused()
    {
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();
        query["state"] = new string('a', 1025);

        var answer = await connector.GetAsync(QueryHelpers.AddQueryString(connector.AuthorizeUrl, query), null);

        Assert.Equal("invalid_request", Callback(answer)["error"]);
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("deny")]
    public async Task A_state_is_good_for_one_answer_in_an_account(string first)
    {
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();
        var url = QueryHelpers.AddQueryString(connector.AuthorizeUrl, query);
        await connector.GetAsync(url, null);
        await connector.PostFormAsync(url, Decision(first));

        var opened = await connector.GetAsync(url, null);
        var allowed = await connector.PostFormAsync(url, Decision("allow"));
        var denied = await connector.PostFormAsync(url, Decision("deny"));
        var elsewhere = await connector.PostFormAsync(QueryHelpers.AddQueryString(NewConnector("1234567").AuthorizeUrl, query), Decision("allow"));

        foreach (var answer in new[] { opened, allowed, denied })
        {
            Assert.Equal("invalid_request", Callback(answer)["error"]);
            Assert.Equal(query["state"], Callback(answer)["state"]);
        }

        Assert.Equal(3, NetSuite.AuditTrail.Entries.Count(entry => entry.Detail == "InvalidState"));
        Assert.True(Callback(elsewhere).ContainsKey("code"));
    }

    [Fact]
    public async Task A_state_answered_by_many_at_once_gives_one_code()
    {
        var connector = NewConnector();
        var url = QueryHelpers.AddQueryString(connector.AuthorizeUrl, connector.AuthorizeQuery());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => connector.PostFormAsync(url, Decision("allow"))));

        Assert.Single(answers, answer => Callback(answer).ContainsKey("code"));
    }

    [Fact]
    public async Task A_used_state_is_taken_again_where_that_is_configured()
    {
        Options.RefuseReusedStates = false;
        var connector = NewConnector();
        var url = QueryHelpers.AddQueryString(connector.AuthorizeUrl, connector.AuthorizeQuery());
        await connector.PostFormAsync(url, Decision("deny"));

        Assert.True(Callback(await connector.PostFormAsync(url, Decision("allow"))).ContainsKey("code"));
    }

    [Theory]
    [InlineData("client_id", "0000000000000000000000000000000000000000000000000000000000000000", "UnknownIntegration")]
    [InlineData("client_id", null, "UnknownIntegration")]
    [InlineData("redirect_uri", "http://localhost:8080/callback/", "InvalidRedirectURI")]
    [InlineData("redirect_uri", "http://localhost:8080/Callback", "InvalidRedirectURI")]
    [InlineData("redirect_uri", "http://localhost:8080/callback?x=1", "InvalidRedirectURI")]
    [InlineData("redirect_uri", null, "InvalidRedirectURI")]
    public async Task An_unknown_client_or_redirect_uri_shows_a_page_and_redirects_nowhere(string name, string? value, string auditWord)
    {
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();
        query[name] = value;

        var answer = await connector.GetAsync(QueryHelpers.AddQueryString(connector.AuthorizeUrl, query), null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("text/html", answer.ContentType);
        Assert.Null(answer.Headers.Location);
        Assert.Equal(auditWord, NetSuite.AuditTrail.Entries.Last().Detail);
    }

    [Theory]
    [InlineData("http://localhost:8080/callback", false)]
    [InlineData("http://127.0.0.1:8080/callback", false)]
    [InlineData("http://[::1]:8080/callback", false)]
    [InlineData("http://example.com/callback", true)]
    [InlineData("http://localhost.example.com/callback", true)]
    public async Task An_http_redirect_uri_is_refused_unless_loopback_is_allowed(string redirectUri, bool allowed)
    {
        Options.AllowLoopbackRedirectUris = allowed;

        var answer = await OpenAsync(redirectUri);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("InvalidRedirectURI", NetSuite.AuditTrail.Entries.Last().Detail);
        Assert.Contains(nameof(SimulatorOptions.AllowLoopbackRedirectUris), answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/callback", false)]
    [InlineData("com.example.connector:/callback", false)]
    [InlineData("http://localhost:8080/callback", true)]
    [InlineData("http://[::1]:8080/callback", true)]
    public async Task A_redirect_uri_with_https_or_a_scheme_of_its_own_is_taken_and_loopback_where_it_is_allowed(string redirectUri, bool allowed)
    {
        Options.AllowLoopbackRedirectUris = allowed;

        Assert.Equal(HttpStatusCode.OK, (await OpenAsync(redirectUri)).Status);
    }

    [Fact]
    public void Loopback_redirect_uris_are_not_allowed_by_default() => Assert.False(new SimulatorOptions().AllowLoopbackRedirectUris);

    [Theory]
    [InlineData("client_id")]
    [InlineData("redirect_uri")]
    [InlineData("state")]
    [InlineData("scope")]
    [InlineData("code_challenge")]
    public async Task A_parameter_sent_twice_is_refused(string name)
    {
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();
        var url = QueryHelpers.AddQueryString(QueryHelpers.AddQueryString(connector.AuthorizeUrl, query), name, query[name]!);

        var answer = await connector.GetAsync(url, null);

        Assert.True(answer.Status == HttpStatusCode.BadRequest || Callback(answer)["error"] == "invalid_request");
    }

    [Fact]
    public async Task The_page_has_stable_fields_no_script_and_allows_any_redirect()
    {
        var connector = NewConnector();

        var answer = await connector.GetAsync(QueryHelpers.AddQueryString(connector.AuthorizeUrl, connector.AuthorizeQuery()), null);

        foreach (var id in new[] { "account", "user", "role", "allow", "deny" })
        {
            Assert.Contains($"id=\"{id}\"", answer.Body, StringComparison.Ordinal);
        }

        Assert.Contains("NetSuite simulator", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("form-action", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deny_is_sent_back_with_who_denied()
    {
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();

        var answer = await connector.PostFormAsync(QueryHelpers.AddQueryString(connector.AuthorizeUrl, query), Decision("deny"));

        var callback = Callback(answer);
        Assert.Equal(
            $"state={query["state"]}&role=1042&entity=317&company=1234567_SB1&error=access_denied",
            string.Join('&', callback.Select(parameter => parameter.Key + "=" + parameter.Value)));
        Assert.Equal("AuthorizationExplicitlyDenied", NetSuite.AuditTrail.Entries.Last().Detail);
    }

    [Theory]
    [InlineData("allow", "state role entity company code iss")]
    [InlineData("deny", "state role entity company error error_description error_uri iss")]
    public async Task The_callback_says_more_where_that_is_configured(string decision, string names)
    {
        Options.CallbackErrorDescription = "The user said no & left.";
        Options.CallbackErrorUri = "https://example.com/why";
        Options.CallbackIssuer = "https://system.netsuite.com";
        var connector = NewConnector();

        var answer = await connector.PostFormAsync(QueryHelpers.AddQueryString(connector.AuthorizeUrl, connector.AuthorizeQuery()), Decision(decision));

        var callback = Callback(answer);
        Assert.Equal(names, string.Join(' ', callback.Keys));
        Assert.Equal(Options.CallbackIssuer, callback["iss"]);
        Assert.Equal(decision == "deny" ? Options.CallbackErrorDescription : null, callback.GetValueOrDefault("error_description").FirstOrDefault());
        Assert.Equal(decision == "deny" ? Options.CallbackErrorUri : null, callback.GetValueOrDefault("error_uri").FirstOrDefault());
    }

    [Fact]
    public async Task The_callback_names_a_negative_entity()
    {
        var callback = await NewConnector("TSTDRV1234567").ConsentAsync(user: -5, role: 3);

        Assert.Equal("-5 3 TSTDRV1234567", $"{callback["entity"]} {callback["role"]} {callback["company"]}");
        Assert.Matches("^[0-9a-f]{64}$", callback["code"].ToString());
    }

    [Theory]
    [InlineData("317", "3")]
    [InlineData("999", "1042")]
    [InlineData("317", "999")]
    [InlineData("", "1042")]
    public async Task A_user_without_the_role_stays_on_the_page(string user, string role)
    {
        var connector = NewConnector();

        var answer = await connector.PostFormAsync(
            QueryHelpers.AddQueryString(connector.AuthorizeUrl, connector.AuthorizeQuery()), Decision("allow", user, role));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("id=\"error\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_shared_host_the_user_chooses_the_account()
    {
        var connector = NewConnector("1234567");
        var url = QueryHelpers.AddQueryString(Host.UrlOf("system.netsuite.com") + "/app/login/oauth2/authorize.nl", connector.AuthorizeQuery());
        var form = Decision("allow");
        form["account"] = "1234567_RP";

        var page = await connector.GetAsync(url, null);
        var answer = await connector.PostFormAsync(url, form);

        Assert.Contains("<select id=\"account\" name=\"account\">", page.Body, StringComparison.Ordinal);
        Assert.Equal("1234567_RP", Callback(answer)["company"]);
    }

    [Fact]
    public async Task A_blocked_integration_and_a_switched_off_feature_are_sent_back()
    {
        var connector = NewConnector();
        var account = NetSuite.AddAccount("1234567_SB1");
        var url = QueryHelpers.AddQueryString(connector.AuthorizeUrl, connector.AuthorizeQuery());

        account.Install(connector.ClientId).State = IntegrationState.Blocked;
        var blocked = await connector.GetAsync(url, null);
        account.OAuth2Feature = false;
        var off = await connector.GetAsync(url, null);

        Assert.Equal("unauthorized_client", Callback(blocked)["error"]);
        Assert.Equal("unauthorized_client", Callback(off)["error"]);
        Assert.Equal(["IntegrationBlocked", "FeatureDisabled"], NetSuite.AuditTrail.Entries.Select(entry => entry.Detail));
    }

    [Fact]
    public async Task A_confidential_client_may_leave_PKCE_out_until_it_is_required()
    {
        NetSuite.Integration.ClientSecret = "secret";
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();
        query.Remove("code_challenge");
        query.Remove("code_challenge_method");
        var url = QueryHelpers.AddQueryString(connector.AuthorizeUrl, query);

        var before = await connector.GetAsync(url, null);
        Options.RequirePkce = true;
        var after = await connector.GetAsync(url, null);

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal("invalid_request", Callback(after)["error"]);
    }

    private Task<Answer> OpenAsync(string redirectUri)
    {
        NetSuite.Integration.RedirectUris = [redirectUri];
        var connector = NewConnector();
        var query = connector.AuthorizeQuery();
        query["redirect_uri"] = redirectUri;
        return connector.GetAsync(QueryHelpers.AddQueryString(connector.AuthorizeUrl, query), null);
    }

    private static Dictionary<string, string> Decision(string decision, string user = "317", string role = "1042") =>
        new() { ["user"] = user, ["role"] = role, ["decision"] = decision };

    private static Dictionary<string, Microsoft.Extensions.Primitives.StringValues> Callback(Answer answer)
    {
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.StartsWith(Connector.RedirectUri + "?", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(answer.Headers.Location.Query);
    }
}
