using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Connect.Pages;
using Xunit;
using static NetSuiteConnectorAuth.Connect.ConnectProblemFixer;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

public sealed class ConnectProblemsTests
{
    private const string Certificates = "Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup";
    private const string Integrations = "Setup › Integration › Manage Integrations";
    private const string Features = "Setup › Company › Enable Features › SuiteCloud";
    private const string Company = "Setup › Company › Company Information";
    private const string Roles = "Setup › Users/Roles › Manage Roles › Permissions › Setup";
    private const string Users = "Setup › Users/Roles › Manage Users";
    private const string Trail = "Setup › Users/Roles › View Login Audit Trail";

    /// <summary>Code, headline, who fixes it, where in NetSuite, and what the Login Audit Trail says.</summary>
    public static TheoryData<string, string, string, string?, string> Catalogue => new()
    {
        { "link_unknown", "This link is not valid", You, null, "" },
        { "unknown_route", "There is nothing at this address", Vendor, null, "" },
        { "rate_limited", "Too many requests", You, null, "" },
        { "link_expired", "This link has expired", Vendor, null, "" },
        { "link_used", "This link has already done its work", Vendor, null, "" },
        { "state_missing", "This page needs a connection in progress", You, null, "" },
        { "state_unknown", "We do not know this connection", You, null, "" },
        { "state_expired", "That took a little too long", You, null, "" },
        { "state_used", "This step was already finished", You, null, "" },
        { "browser_mismatch", "This was started in another browser", You, null, "" },
        { "callback_invalid", "NetSuite’s answer was incomplete", You, Trail, "" },
        { "account_mismatch", "This is a different NetSuite account", You, Company, "" },
        { "account_invalid", "We cannot find this NetSuite account", You, Company, "" },
        { "role_not_allowed", "This role is not meant for the connection", You, Users, "" },
        {
            "exchange_failed", "The approval could not be completed", You, Integrations,
            "ClientAuthenticationFailed EntityOrRoleDisabled InvalidGrant IntegrationBlocked FeatureDisabled"
        },
        { "temporarily_unavailable", "We cannot finish this right now", Vendor, null, "" },
        { "access_denied", "The connection was not approved", You, Roles, "AuthorizationExplicitlyDenied" },
        { "invalid_request", "NetSuite did not accept the request", Vendor, Trail, "InvalidRequest InvalidState" },
        {
            "unauthorized_client", "NetSuite does not let this integration in", Administrator, Integrations,
            "AuthorizationCodeGrantRequired UnknownIntegration IntegrationBlocked FeatureDisabled"
        },
        { "unsupported_response_type", "NetSuite did not accept the request", Vendor, Trail, "UnsupportedResponseType" },
        { "invalid_scope", "NetSuite refused the requested access", Vendor, Features, "ScopeMismatched" },
        { "login_required", "Please log in to NetSuite first", You, Trail, "" },
        { "consent_required", "NetSuite needs your approval", You, Trail, "" },
        { "interaction_required", "NetSuite wants to ask you something", You, Trail, "" },
        { "netsuite_error", "NetSuite reported an error", Administrator, Trail, "IntegrationBlocked FeatureDisabled EntityOrRoleDisabled" },
        { "permission_missing", "The role is missing a permission", Administrator, Roles, "" },
        {
            "login_refused", "NetSuite refuses the connection’s sign-in", Administrator, Roles,
            "EntityOrRoleDisabled IntegrationBlocked FeatureDisabled"
        },
        {
            "integration_not_enabled", "The integration is not enabled", Administrator, Integrations,
            "IntegrationBlocked FeatureDisabled InvalidIntegration"
        },
        { "invalid_grant", "NetSuite no longer takes the certificate", Administrator, Trail, "MissingKey EntityOrRoleDisabled SignatureValidation" },
        { "invalid_client", "NetSuite does not know the integration", Vendor, Integrations, "InvalidIntegration UnknownIntegration InvalidIssuer" },
        {
            "server_error", "NetSuite refuses the certificate without saying why", Administrator, Trail,
            "MissingKey MissingKeyId InvalidIssuer SignatureValidation"
        },
        { "certificate_missing", "The certificate is gone from NetSuite", Administrator, Certificates, "MissingKey" },
        { "certificate_revoked", "The certificate was revoked in NetSuite", Administrator, Certificates, "MissingKey" },
        {
            "sandbox_refresh_suspected", "The sandbox was probably refreshed, or the integration is blocked in it", Administrator, Integrations,
            "MissingKey InvalidIntegration IntegrationBlocked"
        },
        { "certificate_expired", "The certificate has run out", Administrator, Certificates, "MissingKey" },
        { "slots_full", "There is no room for another certificate", Administrator, Certificates, "" },
        { "certificate_refused", "NetSuite did not accept the certificate", Vendor, Certificates, "" },
        { "consent_expired", "Your approval has run out", You, Trail, "" },
        {
            "not_proven", "The new certificate does not work yet", Administrator, Certificates,
            "MissingKey EntityOrRoleDisabled IntegrationBlocked FeatureDisabled"
        },
        { "netsuite_unavailable", "NetSuite does not answer", You, null, "" },
        { "superseded", "A newer connection has taken over", You, Certificates, "" },
        { "internal_error", "Something went wrong on our side", Vendor, null, "" },
    };

    public static TheoryData<string> Codes => [.. ConnectProblems.Codes];

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void Every_code_names_cause_place_audit_word_and_who_can_fix_it(string code, string title, string who, string? menuPath, string words)
    {
        var problem = ConnectProblems.For(code);

        Assert.Equal(
            (code, title, who, menuPath, words),
            (problem.Code, problem.Title, problem.Who, problem.MenuPath, string.Join(' ', problem.AuditTrailWords)));
    }

    [Fact]
    public void The_table_has_every_code_of_the_catalogue() =>
        Assert.Equal(ConnectProblems.Codes.Order(), Catalogue.Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Codes))]
    public void Cause_and_fix_are_whole_sentences_without_jargon(string code)
    {
        var problem = ConnectProblems.For(code);

        foreach (var text in new[] { problem.Cause, problem.Fix })
        {
            Assert.Matches(@"^[\p{Lu}“].*\.$", text);
            Assert.DoesNotMatch(@"(?i)\b(jwt|pkce|nonce|callback|redirect|token|client_|http|endpoint|query|payload|grant)\b", text);
        }
    }

    [Theory]
    [InlineData("permission_missing")]
    [InlineData("login_refused")]
    public void A_role_problem_lists_the_three_permissions_by_their_names_in_NetSuite(string code) =>
        Assert.Equal(
            ["Manage own OAuth 2.0 Client Credentials Certificates", "Log in using OAuth 2.0 Access Tokens", "REST Web Services"],
            ConnectProblems.For(code).Permissions);

    [Fact]
    public void An_error_we_do_not_know_keeps_its_code_and_gets_general_wording()
    {
        var problem = ConnectProblems.For("something_new");

        Assert.Equal("something_new", problem.Code);
        Assert.Equal(ConnectProblems.For("netsuite_error").Title, problem.Title);
    }

    [Theory]
    [InlineData("link_unknown", 404)]
    [InlineData("unknown_route", 404)]
    [InlineData("rate_limited", 429)]
    [InlineData("link_expired", 410)]
    [InlineData("link_used", 410)]
    [InlineData("temporarily_unavailable", 503)]
    [InlineData("internal_error", 500)]
    [InlineData("access_denied", 400)]
    [InlineData("something_new", 400)]
    public void A_refusal_has_the_status_of_its_kind(string code, int status) => Assert.Equal(status, PageResults.StatusFor(code));
}
