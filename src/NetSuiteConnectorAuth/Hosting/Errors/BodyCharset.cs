using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Refuses a JSON body in a charset that is not read here. The framework would throw at one it does not know, as if the mistake were ours.
/// </summary>
internal static class BodyCharset
{
    public static Task Keep(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not null && !IsKnown(context.Request.ContentType)
            ? RefusalFormat.WriteAsync(context, endpoint, new Refusal(ErrorCode.UnsupportedMediaType))
            : next(context);

    /// <summary>What is no media type at all is refused by routing.</summary>
    private static bool IsKnown(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue)
        {
            return true;
        }

        try
        {
            _ = Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString());
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
