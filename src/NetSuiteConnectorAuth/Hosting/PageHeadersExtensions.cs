namespace NetSuiteConnectorAuth.Hosting;

public static class PageHeadersExtensions
{
    /// <summary>Gives every answer of the public listener the <see cref="PageHeaders"/> from the container.</summary>
    public static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app)
    {
        var pageHeaders = app.ApplicationServices.GetRequiredService<PageHeaders>();
        return app.Use((http, next) =>
        {
            if (http.Features.Get<ConnectorListener>() is { Kind: ListenerKind.Internal })
            {
                return next(http);
            }

            http.Response.OnStarting(() =>
            {
                pageHeaders.Apply(http);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
