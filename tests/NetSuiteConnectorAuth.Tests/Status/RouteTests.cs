using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>All routes there are: on which listener, for whom, and how they are described.</summary>
public sealed class RouteTests(SharedDeployment shared) : IClassFixture<SharedDeployment>
{
    private static readonly string[] OpenToAll = ["/health/live", "/health/ready", "/metrics", "/openapi/{documentName}.json"];

    /// <summary>Every internal route with the statuses it can answer beside those of every guarded one.</summary>
    private static readonly Dictionary<string, string> Described = new()
    {
        ["post /connect-links"] = "201 400 401 403 404 409 413 415 429 503",
        ["get /tenants"] = "200 400 401 403 429 503",
        ["get /tenants/{tenant}"] = "200 401 403 404 429 503",
        ["delete /tenants/{tenant}"] = "200 202 400 401 403 404 429 503",
        ["post /tenants/{tenant}/rotate"] = "202 401 403 404 409 429 503",
        ["post /tenants/{tenant}/pause"] = "200 401 403 404 429 503",
        ["post /tenants/{tenant}/resume"] = "200 401 403 404 429 503",
        ["post /tenants/{tenant}/import"] = "201 400 401 403 404 409 413 415 422 429 503",
        ["get /tenants/{tenant}/events"] = "200 400 401 403 404 429 503",
        ["get /tenants/{tenant}/certificates"] = "200 401 403 404 409 429 503",
        ["post /tenants/{tenant}/check"] = "200 401 403 404 429 503",
        ["get /status"] = "200 401 403 429 503",
        ["get /health/live"] = "200",
        ["get /health/ready"] = "200 503",
        ["get /metrics"] = "200",
        ["post /token"] = "200 400 401 413 429 503",
        ["post /tenants/{tenant}/assertion"] = "200 400 401 413 429 503",
        ["post /tenants/{tenant}/token"] = "200 400 401 413 429 503",
    };

    private IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. shared.Deployment.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    [Fact]
    public void Every_route_names_its_listener() =>
        Assert.Empty(Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<ListenerMetadata>() is null).Select(endpoint => endpoint.DisplayName));

    [Fact]
    public void Every_internal_route_states_who_may_use_it()
    {
        var onInternal = Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<ListenerMetadata>() is { Kind: ListenerKind.Internal }).ToList();

        Assert.NotEmpty(onInternal);
        Assert.Empty(onInternal.Where(endpoint => endpoint.Metadata.GetMetadata<CallerRule>() is null).Select(endpoint => endpoint.DisplayName));
        Assert.Equal(
            [.. OpenToAll, "/tenants/{tenant}/assertion", "/tenants/{tenant}/token", "/token"],
            onInternal.Where(endpoint => endpoint.Metadata.GetMetadata<CallerRule>() is { AnyOf: null })
                .Select(endpoint => endpoint.RoutePattern.RawText!).Where(IsNoAsset).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_public_routes_are_those_of_the_contract_and_what_the_pages_are_made_of() =>
        Assert.Equal(
            ["/callback", "/connect", "/connect/{link}", "/connected/{id}"],
            Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<ListenerMetadata>() is { Kind: ListenerKind.Public })
                .Select(endpoint => endpoint.RoutePattern.RawText!).Where(IsNoAsset).Distinct().Order());

    [Fact]
    public async Task The_metrics_are_read_and_not_posted()
    {
        using var anonymous = shared.Deployment.Anonymous();
        using var answer = await anonymous.PostAsync("/metrics", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task The_document_describes_every_internal_route_with_its_statuses()
    {
        using var anonymous = shared.Deployment.Anonymous();
        var document = JsonDocument.Parse(await anonymous.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;

        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (
                Route: $"{operation.Name} {path.Name}",
                Statuses: string.Join(' ', operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order()))))
            .ToDictionary(operation => operation.Route, operation => operation.Statuses);

        Assert.Equal(Described.OrderBy(route => route.Key), described.OrderBy(route => route.Key));
    }

    [Fact]
    public async Task A_refusal_is_described_as_a_problem_with_its_codes()
    {
        using var anonymous = shared.Deployment.Anonymous();
        var document = JsonDocument.Parse(await anonymous.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;

        var refusal = document.GetProperty("paths").GetProperty("/connect-links").GetProperty("post").GetProperty("responses").GetProperty("400");

        Assert.Equal("account_invalid, integration_unknown, malformed_request, return_url_not_allowed, tenant_invalid", refusal.GetProperty("description").GetString());
        Assert.True(refusal.GetProperty("content").TryGetProperty("application/problem+json", out _));
    }

    private static bool IsNoAsset(string route) => !route.StartsWith("/assets", StringComparison.Ordinal);
}
