using Microsoft.Net.Http.Headers;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Which form of an answer a request would rather have (RFC 9110 §12.5.1).</summary>
public static class AcceptHeader
{
    private static readonly MediaTypeHeaderValue Html = new("text/html"), Json = new("application/json");

    /// <summary>True when HTML is wanted more than JSON; a tie, <c>*/*</c> and silence mean JSON.</summary>
    public static bool PrefersHtml(this HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(Html, accepted) > QualityOf(Json, accepted);
    }

    /// <summary>That of the most specific range the type falls into; 0 when it falls into none.</summary>
    private static double QualityOf(MediaTypeHeaderValue type, IEnumerable<MediaTypeHeaderValue> accepted) =>
        accepted
            .Where(type.IsSubsetOf)
            .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
}
