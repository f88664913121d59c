namespace NetSuiteConnectorAuth.Hosting;

public static class PageHeadersExtensions
{
    /// <summary>Gives every answer that passes here the <see cref="PageHeaders"/> from the container.</summary>
    public static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app)
    {
        var pageHeaders = app.ApplicationServices.GetRequiredService<PageHeaders>();
        return app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                pageHeaders.Apply(http);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
