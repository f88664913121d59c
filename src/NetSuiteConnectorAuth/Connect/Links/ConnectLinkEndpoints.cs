using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>Where a vendor's backend gets the link its customer's admin clicks.</summary>
public static class ConnectLinkEndpoints
{
    public static void MapConnectLinks(this IEndpointRouteBuilder app) =>
        app.MapInternal()
            .MapPost("/connect-links", Create)
            .RequirePermission(Permissions.Manage)
            .MayRefuse(
                ErrorCode.TenantInvalid, ErrorCode.AccountInvalid, ErrorCode.IntegrationUnknown, ErrorCode.ReturnUrlNotAllowed,
                ErrorCode.UnknownTenant, ErrorCode.Conflict)
            .WithName("createConnectLink");

    private static Results<Created<ConnectLinkDocument>, ProblemResult> Create(ConnectLinkRequest request, HttpContext http, ConnectLinkFlow flow)
    {
        if (request.Tenant is not null && !http.GetCaller().MaySee(request.Tenant))
        {
            return new Refusal(ErrorCode.UnknownTenant).ToProblem();
        }

        return flow.Create(request) switch
        {
            ConnectLinkAnswer.Created created => TypedResults.Created(
                created.Url, new ConnectLinkDocument(created.Url.AbsoluteUri, created.Link.Tenant.Value, created.Link.ExpiresAt)),
            ConnectLinkAnswer.Refused refused => refused.Refusal.ToProblem(),
            var other => throw new InvalidOperationException($"{other.GetType().Name} has no answer."),
        };
    }
}

/// <summary>A fresh link: whoever opens <paramref name="Url"/> before <paramref name="ExpiresAt"/> can connect the tenant.</summary>
public sealed record ConnectLinkDocument(string Url, string Tenant, [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt)
{
    // Whoever has the link can connect, and a record would print it.
    public override string ToString() => nameof(ConnectLinkDocument);
}
