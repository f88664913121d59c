using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NetSuiteConnectorAuth.Client;

/// <summary>Reads what the service answers. Nothing is guessed: an answer without an end, or for somebody else, is none.</summary>
internal static class TokenAnswer
{
    public static NetSuiteToken Read(byte[] body, string tenant, DateTimeOffset askedAt)
    {
        if (Parse(body, WireDocuments.Default.TokenDocument) is not { AccessToken: { Length: > 0 } value, ExpiresIn: > 0 and var expiresIn } document
            || !string.Equals(document.TokenType, "Bearer", StringComparison.OrdinalIgnoreCase)
            || document.Tenant != tenant
            || string.IsNullOrEmpty(document.AccountId)
            || OriginOf(document.RestUrl) is not { } rest
            || OriginOf(document.RestletUrl) is not { } restlet
            || value.Any(character => character is <= ' ' or > '~'))
        {
            throw Unintelligible(tenant, status: null);
        }

        return new NetSuiteToken(value)
        {
            Tenant = tenant,
            AccountId = document.AccountId,
            Scope = document.Scope ?? "",
            RestUrl = rest,
            RestletUrl = restlet,
            ExpiresAt = askedAt.AddSeconds(expiresIn),
        };
    }

    public static NetSuiteConnectorException Refused(HttpResponseMessage response, byte[] body, string tenant)
    {
        var status = response.StatusCode;
        if (Parse(body, WireDocuments.Default.ErrorDocument) is not { Error: { Length: > 0 } error } document)
        {
            return Unintelligible(tenant, status);
        }

        var retryAfter = response.Headers.RetryAfter?.Delta
            ?? (document.RetryAfter is >= 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null);
        return new NetSuiteConnectorException(
            error,
            $"No token for {tenant}: {error}{(document.ErrorCode is { } code ? $" ({code})" : "")}. {document.ErrorDescription}",
            RemedyFor(error, status, retryAfter))
        {
            ErrorCode = document.ErrorCode,
            StatusCode = status,
            RetryAfter = retryAfter,
            Tenant = tenant,
        };
    }

    /// <summary>The table of errors of <c>POST /token</c>, as far as it matters to a job.</summary>
    private static Remedy RemedyFor(string error, HttpStatusCode status, TimeSpan? retryAfter) =>
        error == "invalid_grant" ? Remedy.Connect
        : error is not ("temporarily_unavailable" or "slow_down") && !Passes(status) ? Remedy.Configure
        : retryAfter is null ? Remedy.Retry
        : Remedy.Wait;

    private static bool Passes(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static NetSuiteConnectorException Unintelligible(string tenant, HttpStatusCode? status) => new(
        NetSuiteConnectorException.InvalidAnswer,
        $"What answers at the connector's address is not the connector{(status is { } code ? $" (HTTP {(int)code})" : "")}.",
        status is { } failed && !Passes(failed) ? Remedy.Configure : Remedy.Retry)
    {
        Tenant = tenant,
    };

    /// <summary>https, or http on this very machine (a simulator).</summary>
    private static Uri? OriginOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url is { UserInfo: "", Query: "", Fragment: "" }
            ? url
            : null;

    private static T? Parse<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
