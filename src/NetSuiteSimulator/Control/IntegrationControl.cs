using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Control;

/// <summary>Integration records and what their owner does: fields, ticks, "Reset Credentials".</summary>
internal static class IntegrationControl
{
    public static void MapIntegrations(this IEndpointRouteBuilder control)
    {
        var integrations = control.MapGroup("/integrations");
        integrations.MapGet("", (SimulatedNetSuite netSuite) => netSuite.Integrations.Select(IntegrationView.Of));
        integrations.MapPost("", (SimulatedNetSuite netSuite, NewIntegration body) =>
            TypedResults.Created("/_simulator/integrations/" + body.ClientId, IntegrationView.Of(netSuite.AddIntegration(body.ToSettings()))));
        integrations.MapPatch("/{clientId}", Change);
        integrations.MapPost("/{clientId}/reset-credentials", ResetCredentials);
    }

    private static Results<Ok<IntegrationView>, NotFound> Change(SimulatedNetSuite netSuite, string clientId, IntegrationChange change)
    {
        if (netSuite.FindIntegration(clientId) is not { } record)
        {
            return TypedResults.NotFound();
        }

        record.RedirectUris = change.RedirectUris ?? record.RedirectUris;
        record.Scopes = change.Scopes ?? record.Scopes;
        record.AuthorizationCodeGrant = change.AuthorizationCodeGrant ?? record.AuthorizationCodeGrant;
        record.ClientCredentialsGrant = change.ClientCredentialsGrant ?? record.ClientCredentialsGrant;
        if (change.ClientSecret is not null)
        {
            record.ClientSecret = change.ClientSecret.Length > 0 ? change.ClientSecret : null;
        }

        return TypedResults.Ok(IntegrationView.Of(record));
    }

    /// <summary>The one answer that shows a secret: as NetSuite does, once.</summary>
    private static Results<Ok<Credentials>, NotFound> ResetCredentials(SimulatedNetSuite netSuite, string clientId)
    {
        if (netSuite.FindIntegration(clientId) is not { } record)
        {
            return TypedResults.NotFound();
        }

        netSuite.ResetCredentials(record);
        return TypedResults.Ok(new Credentials(record.ClientId, record.ClientSecret));
    }

    internal sealed record NewIntegration(
        [property: JsonRequired] string ClientId,
        string? ClientSecret,
        string? Name,
        string[]? RedirectUris,
        string[]? Scopes,
        bool AuthorizationCodeGrant = true,
        bool ClientCredentialsGrant = true)
    {
        public IntegrationSettings ToSettings()
        {
            var settings = new IntegrationSettings
            {
                ClientId = ClientId,
                ClientSecret = ClientSecret,
                AuthorizationCodeGrant = AuthorizationCodeGrant,
                ClientCredentialsGrant = ClientCredentialsGrant,
            };
            settings.Name = Name ?? settings.Name;
            foreach (var uri in RedirectUris ?? [])
            {
                settings.RedirectUris.Add(uri);
            }

            foreach (var scope in Scopes ?? [])
            {
                settings.Scopes.Add(scope);
            }

            return settings;
        }
    }

    /// <summary>An empty <paramref name="ClientSecret"/> makes the client public.</summary>
    internal sealed record IntegrationChange(
        string[]? RedirectUris, string[]? Scopes, bool? AuthorizationCodeGrant, bool? ClientCredentialsGrant, string? ClientSecret);

    internal sealed record Credentials(string ClientId, string? ClientSecret);

    internal sealed record IntegrationView(
        int Id,
        string ApplicationId,
        string Name,
        string ClientId,
        bool Public,
        IEnumerable<string> RedirectUris,
        IEnumerable<string> Scopes,
        bool AuthorizationCodeGrant,
        bool ClientCredentialsGrant)
    {
        public static IntegrationView Of(IntegrationRecord record) => new(
            record.Id,
            record.ApplicationId,
            record.Name,
            record.ClientId,
            record.IsPublic,
            record.RedirectUris,
            record.Scopes,
            record.AuthorizationCodeGrant,
            record.ClientCredentialsGrant);
    }
}
