namespace NetSuiteConnectorAuth.Hosting;

public static class PageHeadersExtensions
{
    /// <summary>
    /// Gives every answer of the public listener the <see cref="PageHeaders"/> from the container, and on the internal one those of
    /// endpoints <see cref="WithPageHeaders"/>. After routing, which tells them apart.
    /// </summary>
    public static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app)
    {
        var pageHeaders = app.ApplicationServices.GetRequiredService<PageHeaders>();
        return app.Use((http, next) =>
        {
            if (IsForBrowsers(http))
            {
                http.Response.OnStarting(() =>
                {
                    pageHeaders.Apply(http);
                    return Task.CompletedTask;
                });
            }

            return next(http);
        });
    }

    public static TBuilder WithPageHeaders<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new ForBrowsers());

    private static bool IsForBrowsers(HttpContext http) =>
        !ConnectorListener.IsInternal(http) || http.GetEndpoint()?.Metadata.GetMetadata<ForBrowsers>() is not null;
}
