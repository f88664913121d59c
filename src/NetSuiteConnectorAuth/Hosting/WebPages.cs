namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// A browser that was once shown <c>/status</c> sends the operator's credentials again by itself, also when a page of another site
/// makes it post here. Browsers name the page's origin with whatever is not GET or HEAD (Fetch standard, "append a request Origin
/// header"), no page can leave it out, and jobs send none. No page of ours posts to the internal listener.
/// </summary>
internal static class WebPages
{
    public static bool MakeChange(HttpRequest request) =>
        request.Headers.Origin.Count > 0 && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
}
