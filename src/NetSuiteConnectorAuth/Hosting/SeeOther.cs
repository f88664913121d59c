namespace NetSuiteConnectorAuth.Hosting;

/// <summary>303: whatever brought the browser here, it goes on with a GET (RFC 9110 §15.4.4).</summary>
public sealed class SeeOther(string url) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => StatusCodes.Status303SeeOther;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Escaped(url);
        return Task.CompletedTask;
    }

    /// <summary>
    /// A header is printable ASCII, and the server throws at anything else. An address that is, as all should be, stays as it is to the
    /// letter: whoever configured it compares it.
    /// </summary>
    private static string Escaped(string url) =>
        url.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? string.Concat(url.EnumerateRunes().Select(rune => rune.Value is >= '!' and <= '~' ? $"{rune}" : Uri.EscapeDataString($"{rune}")))
            : url;
}
