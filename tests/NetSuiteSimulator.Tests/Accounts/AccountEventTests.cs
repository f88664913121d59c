using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

/// <summary>What an account's administrator does, and the connector meets at its next mint.</summary>
public sealed class AccountEventTests : SimulatorTest
{
    [Theory]
    [InlineData("user inactive", "400 invalid_grant", "EntityOrRoleDisabled")]
    [InlineData("role inactive", "400 invalid_grant", "EntityOrRoleDisabled")]
    [InlineData("role taken away", "400 invalid_grant", "EntityOrRoleDisabled")]
    [InlineData("integration blocked", "400 unauthorized_client", "IntegrationBlocked")]
    [InlineData("waiting for approval", "400 unauthorized_client", "IntegrationBlocked")]
    [InlineData("uninstalled", "400 unauthorized_client", "InvalidIntegration")]
    [InlineData("grant unticked", "400 unauthorized_client", "AuthorizationCodeGrantRequired")]
    [InlineData("feature off", "400 unauthorized_client", "FeatureDisabled")]
    [InlineData("certificate revoked", "400 invalid_grant", "MissingKey")]
    [InlineData("certificate expired", "400 invalid_grant", "MissingKey")]
    [InlineData("sandbox refreshed", "400 unauthorized_client", "InvalidIntegration")]
    [InlineData("credentials reset", "401 invalid_client", "InvalidIssuer")]
    public async Task What_happens_in_the_account_ends_the_minting(string change, string outcome, string auditWord)
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        Happen(change, NetSuite.AddAccount(connector.Account), certificate, connector);

        var answer = await connector.MintAsync(certificate);

        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal(auditWord, NetSuite.AuditTrail.Of(connector.Account).Last().Detail);
    }

    [Theory]
    [InlineData("user inactive")]
    [InlineData("role inactive")]
    [InlineData("role taken away")]
    [InlineData("integration blocked")]
    [InlineData("waiting for approval")]
    [InlineData("uninstalled")]
    [InlineData("feature off")]
    [InlineData("sandbox refreshed")]
    [InlineData("credentials reset")]
    public async Task It_ends_the_tokens_already_issued_too(string change)
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        var token = (await connector.MintAsync(certificate)).Text("access_token");
        Happen(change, NetSuite.AddAccount(connector.Account), certificate, connector);

        var answer = await connector.ReadCustomersAsync(token);

        Assert.Equal("401", answer.Outcome);
        Assert.Equal("INVALID_LOGIN", answer.RestCode);
    }

    [Fact]
    public async Task A_sandbox_refresh_clears_the_mappings_and_a_new_consent_brings_the_account_back()
    {
        var connector = NewConnector();
        await connector.ConnectAsync();
        NetSuite.RefreshSandbox(NetSuite.AddAccount(connector.Account));

        var list = await connector.ListAsync((await connector.LogInAsync()).Text("access_token"));

        Assert.Equal("[]", list.Body);
        Assert.Equal("200", (await connector.MintAsync(await connector.ConnectAsync())).Outcome);
    }

    [Fact]
    public async Task An_activated_user_mints_again()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        var user = NetSuite.AddAccount(connector.Account).FindUser(317)!;

        user.Active = false;
        var refused = await connector.MintAsync(certificate);
        user.Active = true;

        Assert.Equal(("400 invalid_grant", "200"), (refused.Outcome, (await connector.MintAsync(certificate)).Outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revoked_authorizations_and_an_extended_scope_end_the_users_grants_and_no_certificate(bool revoked)
    {
        var connector = NewConnector();
        var first = await connector.LogInAsync();
        var certificate = await connector.ConnectAsync();
        await EndAuthorizationsAsync(revoked);

        Assert.Equal("401", (await connector.ReadCustomersAsync(first.Text("access_token"))).Outcome);
        Assert.Equal("200", (await connector.ReadCustomersAsync((await connector.MintAsync(certificate)).Text("access_token"))).Outcome);
        Assert.Equal("200", (await connector.LogInAsync()).Outcome);
    }

    [Theory]
    [InlineData(true, false, "200")]
    [InlineData(false, false, "200")]
    [InlineData(true, true, "401")]
    [InlineData(false, true, "401")]
    public async Task They_end_the_tokens_of_certificates_only_where_that_is_configured(bool revoked, bool stops, string outcome)
    {
        Options.RevokingAuthorizationsStopsMintedTokens = stops;
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        var before = (await connector.MintAsync(certificate)).Text("access_token");
        await EndAuthorizationsAsync(revoked);

        Assert.Equal(outcome, (await connector.ReadCustomersAsync(before)).Outcome);
        Assert.Equal("200", (await connector.ReadCustomersAsync((await connector.MintAsync(certificate)).Text("access_token"))).Outcome);
    }

    private async Task EndAuthorizationsAsync(bool revoked)
    {
        if (revoked)
        {
            using var answer = await Http.DeleteAsync("_simulator/accounts/1234567_SB1/authorizations", Ct);
        }
        else
        {
            NetSuite.Integration.Scopes = [.. NetSuite.Integration.Scopes, Scope.SuiteAnalytics];
        }
    }

    private void Happen(string change, Account account, TestCertificate certificate, Connector connector)
    {
        switch (change)
        {
            case "user inactive": account.FindUser(317)!.Active = false; break;
            case "role inactive": account.FindRole(1042)!.Active = false; break;
            case "role taken away": account.FindUser(317)!.Roles = new HashSet<long> { 1043 }; break;
            case "integration blocked": account.FindInstallation(connector.ClientId)!.State = IntegrationState.Blocked; break;
            case "waiting for approval": account.FindInstallation(connector.ClientId)!.State = IntegrationState.WaitingForApproval; break;
            case "uninstalled": account.Uninstall(connector.ClientId); break;
            case "grant unticked": NetSuite.Integration.ClientCredentialsGrant = false; break;
            case "feature off": account.OAuth2Feature = false; break;
            case "certificate revoked": account.Certificates.Revoke(certificate.Id, Clock.GetUtcNow()); break;
            case "certificate expired": Clock.Advance(TimeSpan.FromDays(366)); break;
            case "sandbox refreshed": NetSuite.RefreshSandbox(account); break;
            case "credentials reset": NetSuite.ResetCredentials(NetSuite.Integration); break;
            default: throw new ArgumentException(change, nameof(change));
        }
    }
}
