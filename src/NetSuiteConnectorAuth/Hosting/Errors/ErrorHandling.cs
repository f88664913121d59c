using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>What no handler decided: a route that is not there, a body that cannot be read, an exception nobody expected, the end of the service.</summary>
public static class ErrorHandling
{
    public static void AddErrorHandling(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<UnexpectedFailure>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = EndOfService.Longest);
        builder.Services.AddSingleton<EndOfService>();
        // Thrown in every environment, so that the handler above can say what is wrong with a body; left to itself the framework gives a bare 400.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(options => MakeStrict(options.SerializerOptions));
    }

    /// <summary>How the endpoints of this group write what they refuse.</summary>
    public static TBuilder WithRefusals<TBuilder>(this TBuilder builder, Func<Refusal, IResult> format)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RefusalFormat(format));

    /// <summary>Describes the endpoint: it may answer these, each with its status.</summary>
    public static TBuilder MayRefuse<TBuilder>(this TBuilder builder, params ErrorCode[] codes)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RefusalCodes(codes));

    /// <summary>What can be said of a body before it is read. After routing, so that the answer has the form of the endpoint's group.</summary>
    public static void UseBodyRules(this WebApplication app)
    {
        app.Use(BodyLimit.Keep);
        app.Use(BodyCharset.Keep);
    }

    public static void UseErrorHandling(this WebApplication app)
    {
        // The handler below always answers; the empty delegate only satisfies a check of the framework's.
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(WriteStatusAsync);
    }

    /// <summary>After routing, for the endpoint may see to it itself.</summary>
    public static void UseEndOfService(this WebApplication app)
    {
        var end = app.Services.GetRequiredService<EndOfService>();
        app.UseWhen(ConnectorListener.IsInternal, requests => requests.Use(end.Keep));
    }

    private static Task WriteStatusAsync(StatusCodeContext status) => RefusalFormat.WriteAsync(
        status.HttpContext, status.HttpContext.GetEndpoint(), Problems.FromStatus(status.HttpContext.Response.StatusCode));

    /// <summary>Whoever misspells a member must hear of it: left alone, <c>{"acount": …}</c> would make a link to any account.</summary>
    private static void MakeStrict(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }
}
