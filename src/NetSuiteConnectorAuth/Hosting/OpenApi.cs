using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Describes the internal listener at <c>/openapi/v1.json</c>.</summary>
public static class OpenApi
{
    private const string Scheme = "basic";
    private const string BearerScheme = "bearer";
    private const string Problem = "Problem";

    private static readonly ErrorCode[] OfGuardedEndpoints =
        [ErrorCode.Unauthenticated, ErrorCode.Forbidden, ErrorCode.RateLimited, ErrorCode.TemporarilyUnavailable];

    private static readonly ErrorCode[] OfBodies = [ErrorCode.MalformedRequest, ErrorCode.PayloadTooLarge, ErrorCode.UnsupportedMediaType];

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
            document.AddComponent(
                BearerScheme,
                new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = BearerScheme, BearerFormat = "JWT" });
            document.AddComponent(Problem, ProblemSchema());
            document.Paths["/metrics"] = Metrics();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<CallerRule>().LastOrDefault() is { AnyOf: { } anyOf })
            {
                operation.Security =
                [
                    new() { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] },
                    new() { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] },
                ];
                operation.Description ??= $"Permission: {string.Join(" or ", anyOf.ToString().ToLowerInvariant().Split(", "))}.";
            }

            DescribeRefusals(operation, context);
            return Task.CompletedTask;
        });
    });

    public static void MapConnectorOpenApi(this IEndpointRouteBuilder routes) => routes.MapInternal().OpenToAll().MapOpenApi();

    private static void DescribeRefusals(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<RefusalFormat>().Any())
        {
            // What they refuse is no problem document, and they describe it themselves.
            return;
        }

        var codes = metadata.OfType<RefusalCodes>().SelectMany(refusals => refusals.Codes)
            .Concat(metadata.OfType<CallerRule>().LastOrDefault() is { AnyOf: not null } ? OfGuardedEndpoints : [])
            .Concat(operation.RequestBody is null ? [] : OfBodies)
            .Distinct();
        foreach (var ofStatus in codes.GroupBy(code => Problems.Describe(code).Status))
        {
            operation.Responses ??= [];
            operation.Responses[$"{ofStatus.Key}"] = new OpenApiResponse
            {
                Description = string.Join(", ", ofStatus.Select(Problems.Name).Order(StringComparer.Ordinal)),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, context.Document) },
                },
            };
        }
    }

    /// <summary>RFC 9457, with our stable code.</summary>
    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["retry_after"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
        },
    };

    /// <summary>The exporter's endpoint is no route handler, so the framework cannot see it.</summary>
    private static OpenApiPathItem Metrics() => new()
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation>
        {
            [HttpMethod.Get] = new()
            {
                OperationId = "metrics",
                Responses = new OpenApiResponses
                {
                    ["200"] = new OpenApiResponse
                    {
                        Description = "Prometheus text.",
                        Content = new Dictionary<string, OpenApiMediaType> { ["text/plain"] = new() },
                    },
                },
            },
        },
    };
}
