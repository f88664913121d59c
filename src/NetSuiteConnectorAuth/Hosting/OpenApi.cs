using Microsoft.OpenApi;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Describes the internal listener at <c>/openapi/v1.json</c>.</summary>
public static class OpenApi
{
    private const string Scheme = "basic";

    public static void AddConnectorOpenApi(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = api => api.ActionDescriptor.EndpointMetadata.Contains(new ListenerMetadata(ListenerKind.Internal));
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new()
            {
                Title = "NetSuite Connector Auth",
                Version = "v1",
                Description = "NetSuite access tokens for jobs, and the tenants behind them.",
            };
            // The framework would name the server after the Host header.
            var server = context.ApplicationServices.GetRequiredService<ListenOptions>().InternalBaseUrl;
            document.Servers = [new() { Url = server.AbsoluteUri.TrimEnd('/') }];
            document.AddComponent(Scheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme });
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<CallerRule>().LastOrDefault() is { AnyOf: { } anyOf })
            {
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
                operation.Description ??= $"Permission: {string.Join(" or ", anyOf.ToString().ToLowerInvariant().Split(", "))}.";
            }

            return Task.CompletedTask;
        });
    });

    public static void MapConnectorOpenApi(this IEndpointRouteBuilder routes) => routes.MapInternal().OpenToAll().MapOpenApi();
}
