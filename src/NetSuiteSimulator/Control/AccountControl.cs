using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Control;

/// <summary>Accounts and what their administrators do: users, roles, certificates, the state of an integration, a sandbox refresh.</summary>
internal static class AccountControl
{
    public static void MapAccounts(this IEndpointRouteBuilder control)
    {
        var accounts = control.MapGroup("/accounts");
        accounts.MapGet("", (SimulatedNetSuite netSuite) => netSuite.Accounts.Select(account => account.Id));
        accounts.MapPost("", (SimulatedNetSuite netSuite, NewAccount body) =>
            TypedResults.Created("/_simulator/accounts/" + body.Id, AccountView.Of(netSuite, netSuite.AddAccount(body.Id))));

        var account = accounts.MapGroup("/{account}");
        account.MapGet("", Results<Ok<AccountView>, NotFound> (SimulatedNetSuite netSuite, string account) =>
            netSuite.FindAccount(account) is { } found ? TypedResults.Ok(AccountView.Of(netSuite, found)) : TypedResults.NotFound());
        account.MapPatch("", Change);
        account.MapPost("/refresh", Refresh);
        account.MapDelete("/authorizations", RevokeAuthorizations);
        account.MapPut("/users/{id:long}", PutUser);
        account.MapPut("/roles/{id:long}", PutRole);
        account.MapPut("/integrations/{clientId}", PutInstallation);
        account.MapDelete("/integrations/{clientId}", Uninstall);
        account.MapPost("/certificates/{id}/revoke", RevokeCertificate);
        account.MapGet("/audit-trail", (SimulatedNetSuite netSuite, string account) =>
            netSuite.AuditTrail.Of(netSuite.FindAccount(account)?.Id ?? account));
    }

    private static Results<Ok<AccountView>, NotFound> Change(SimulatedNetSuite netSuite, string account, AccountChange change)
    {
        if (netSuite.FindAccount(account) is not { } found)
        {
            return TypedResults.NotFound();
        }

        found.OAuth2Feature = change.OAuth2Feature ?? found.OAuth2Feature;
        found.RestWebServicesFeature = change.RestWebServicesFeature ?? found.RestWebServicesFeature;
        found.RequireApproval = change.RequireApproval ?? found.RequireApproval;
        return TypedResults.Ok(AccountView.Of(netSuite, found));
    }

    private static Results<Ok<AccountView>, NotFound, ProblemHttpResult> Refresh(SimulatedNetSuite netSuite, string account)
    {
        if (netSuite.FindAccount(account) is not { } found)
        {
            return TypedResults.NotFound();
        }

        if (found.IsProduction)
        {
            return TypedResults.Problem("Production is what sandboxes are refreshed from.", statusCode: StatusCodes.Status409Conflict);
        }

        netSuite.RefreshSandbox(found);
        return TypedResults.Ok(AccountView.Of(netSuite, found));
    }

    private static Results<NoContent, NotFound> RevokeAuthorizations(SimulatedNetSuite netSuite, string account)
    {
        if (netSuite.FindAccount(account) is not { } found)
        {
            return TypedResults.NotFound();
        }

        found.RevokeAuthorizations();
        return TypedResults.NoContent();
    }

    private static Results<Ok<AccountView>, NotFound> PutUser(SimulatedNetSuite netSuite, string account, long id, UserChange change)
    {
        if (netSuite.FindAccount(account) is not { } found)
        {
            return TypedResults.NotFound();
        }

        var user = found.FindUser(id);
        if (user is null || (change.Name is not null && change.Name != user.Name))
        {
            user = found.AddUser(id, change.Name ?? $"User {id}", [.. user?.Roles ?? new HashSet<long>()]);
        }

        user.Roles = change.Roles?.ToHashSet() ?? user.Roles;
        user.Active = change.Active ?? user.Active;
        return TypedResults.Ok(AccountView.Of(netSuite, found));
    }

    private static Results<Ok<AccountView>, NotFound> PutRole(SimulatedNetSuite netSuite, string account, long id, RoleChange change)
    {
        if (netSuite.FindAccount(account) is not { } found)
        {
            return TypedResults.NotFound();
        }

        var role = found.FindRole(id);
        if (role is null || (change.Name is not null && change.Name != role.Name))
        {
            role = found.AddRole(id, change.Name ?? $"Role {id}", [.. role?.Permissions ?? new HashSet<string>()]);
        }

        role.Permissions = change.Permissions?.ToHashSet(StringComparer.Ordinal) ?? role.Permissions;
        role.Active = change.Active ?? role.Active;
        return TypedResults.Ok(AccountView.Of(netSuite, found));
    }

    /// <summary>Installs the record when it is not yet there, as a SuiteApp does.</summary>
    private static Results<Ok<AccountView>, NotFound> PutInstallation(SimulatedNetSuite netSuite, string account, string clientId, InstallationChange change)
    {
        if (netSuite.FindAccount(account) is not { } found || netSuite.FindIntegration(clientId) is null)
        {
            return TypedResults.NotFound();
        }

        var installation = found.Install(clientId);
        installation.State = change.State ?? installation.State;
        installation.ConsentPolicy = change.ConsentPolicy ?? installation.ConsentPolicy;
        return TypedResults.Ok(AccountView.Of(netSuite, found));
    }

    private static Results<NoContent, NotFound> Uninstall(SimulatedNetSuite netSuite, string account, string clientId)
    {
        if (netSuite.FindAccount(account) is not { } found)
        {
            return TypedResults.NotFound();
        }

        found.Uninstall(clientId);
        return TypedResults.NoContent();
    }

    private static Results<NoContent, NotFound> RevokeCertificate(SimulatedNetSuite netSuite, string account, string id) =>
        netSuite.FindAccount(account)?.Certificates.Revoke(id, netSuite.Clock.GetUtcNow()) == true ? TypedResults.NoContent() : TypedResults.NotFound();

    internal sealed record NewAccount([property: JsonRequired] string Id);

    internal sealed record AccountChange(bool? OAuth2Feature, bool? RestWebServicesFeature, bool? RequireApproval);

    internal sealed record UserChange(string? Name, bool? Active, long[]? Roles);

    internal sealed record RoleChange(string? Name, bool? Active, string[]? Permissions);

    internal sealed record InstallationChange(IntegrationState? State, ConsentPolicy? ConsentPolicy);
}
