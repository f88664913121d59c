using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator.Accounts;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>What people at the customer's do: consent, and change things in their account without telling anybody.</summary>
internal sealed class Customer(World world)
{
    private const int User = 317;
    private const int Colleague = 318;
    private const int Role = 1042;
    private const int MostForeign = 3;

    /// <summary>A person opens a link, logs in, allows, and comes back.</summary>
    public async Task ConsentAsync(Node node, SimulatedTenant tenant)
    {
        var user = world.Random.Next(4) == 0 ? Colleague : User;
        world.Note($"User {user} connects {tenant.Name.Value}");
        var created = node.Get<ConnectLinkFlow>().Create(new ConnectLinkRequest(tenant.Name.Value, tenant.Account.Id));
        if (created is not ConnectLinkAnswer.Created { Url: var link })
        {
            throw new BrokenInvariantException($"There is no link to {tenant.Name.Value}.");
        }

        var begun = await node.Get<ConnectFlow>().BeginAsync(link.Segments[^1], null, CancellationToken.None);
        if (begun is not ConnectOutcome.GoToNetSuite(var authorization, var browser))
        {
            throw new BrokenInvariantException($"A fresh link was refused: {begun}");
        }

        using var decision = new HttpRequestMessage(HttpMethod.Post, authorization)
        {
            Content = Deployment.Form(("account", tenant.Account.Id), ("user", $"{user}"), ("role", $"{Role}"), ("decision", "allow")),
        };
        var answer = await world.Remote.SendAsync(decision);
        if (answer.Headers.Location is not { } callback)
        {
            world.Note("  NetSuite does not let them");
            return;
        }

        var query = QueryHelpers.ParseQuery(callback.Query);
        string? Value(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;
        var code = Value("code") is { } text ? new Secret(text) : null;
        var outcome = await node.Get<CallbackFlow>().CompleteAsync(
            new CallbackQuery(Value("state"), code, Value("error"), Value("company"), Value("role"), Value("entity"), false), browser, CancellationToken.None);
        world.Note($"  {(outcome is ConnectOutcome.Refused refused ? "refused: " + refused.Code : "accepted")}");
        world.Tally.Connected += outcome is ConnectOutcome.Accepted ? 1 : 0;
    }

    /// <summary>Somebody changes something that the connection needs.</summary>
    public void Harms(SimulatedTenant tenant)
    {
        var account = tenant.Account;
        world.Tally.Broken++;
        switch (world.Random.Next(7))
        {
            case 0:
                var user = world.Random.Next(4) == 0 ? Colleague : User;
                world.Note($"User {user} of {tenant.Name.Value} is deactivated");
                account.FindUser(user)!.Active = false;
                tenant.OutOfReach.UnionWith(Invariants.ActiveOurs(world, tenant).Where(c => c.Entity == user).Select(c => c.Id));
                break;
            case 1:
                world.Note($"The integration of {tenant.Name.Value} is blocked");
                Set(account, IntegrationState.Blocked);
                break;
            case 2:
                world.Note($"The role of {tenant.Name.Value} may not log in by OAuth 2.0 any more");
                account.FindRole(Role)!.Permissions = new HashSet<string> { PermissionId.RestWebServices, PermissionId.ManageOwnCertificates };
                break;
            case 3:
                world.Note($"The role of {tenant.Name.Value} may not manage certificates any more");
                account.FindRole(Role)!.Permissions = new HashSet<string> { PermissionId.RestWebServices, PermissionId.LogInUsingOAuth2 };
                break;
            case 4 when !account.IsProduction:
                world.Note($"The sandbox of {tenant.Name.Value} is refreshed");
                world.Tally.Uploads += account.Certificates.All.Count - tenant.Foreign.Count;
                tenant.Foreign.Clear();
                world.NetSuite.RefreshSandbox(account);
                break;
            case 5:
                world.Note($"All authorizations of {tenant.Name.Value} are revoked");
                account.RevokeAuthorizations();
                break;
            default:
                Revoke(tenant);
                break;
        }
    }

    /// <summary>Everything is as it was when they connected, but for what cannot be undone.</summary>
    public void Mends(SimulatedTenant tenant)
    {
        world.Note($"Everything is put right at {tenant.Name.Value}");
        var account = tenant.Account;
        account.FindUser(User)!.Active = true;
        account.FindUser(Colleague)!.Active = true;
        account.FindRole(Role)!.Permissions = new HashSet<string>
        {
            PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices, PermissionId.ManageOwnCertificates,
        };
        Set(account, IntegrationState.Enabled);
    }

    /// <summary>Somebody maps a certificate of theirs to the same record, role and user, good for two years.</summary>
    public async Task SomebodyElseUploadsAsync(Node node, SimulatedTenant tenant)
    {
        if (tenant.Foreign.Count >= MostForeign || await world.AskAsync(node, tenant) is not TokenAnswer.Issued issued)
        {
            return;
        }

        var made = CertificateFactory.Create(
            SigningAlgorithm.ES256, 3072, "somebody else", world.NetSuite.Clock.GetUtcNow().AddMinutes(-1), TimeSpan.FromDays(730));
        using var upload = new HttpRequestMessage(
            HttpMethod.Post,
            $"https://{tenant.Account.Label}.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{IntegrationSettings.DefaultClientId}/certificates")
        {
            Content = JsonContent.Create(new { fileContent = made.CertificatePem.Trim(), role = Role, entity = User }),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", issued.Token.Value.Reveal()) },
        };
        var answer = await world.Remote.SendAsync(upload);
        world.Note($"Somebody else uploads a certificate at {tenant.Name.Value}: {(int)answer.StatusCode} {made.Id[..8]}");
        if (answer.IsSuccessStatusCode)
        {
            tenant.Foreign.Add(made.Id);
        }
    }

    private static void Set(Account account, IntegrationState state)
    {
        if (account.FindInstallation(IntegrationSettings.DefaultClientId) is { } installation)
        {
            installation.State = state;
        }
    }

    private void Revoke(SimulatedTenant tenant)
    {
        var ours = Invariants.ActiveOurs(world, tenant).ToList();
        if (ours.Count > 0)
        {
            var one = ours[world.Random.Next(ours.Count)];
            world.Note($"An administrator revokes {one.Id[..8]} of {tenant.Name.Value}");
            tenant.Account.Certificates.Revoke(one.Id, world.NetSuite.Clock.GetUtcNow());
        }
    }
}
