using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// Reads NetSuite's bodies leniently: plain text arrives under a JSON type, error bodies come in two JSON forms, and pages for humans
/// come from anything in between. Only words from closed lists leave this class.
/// </summary>
internal static class AnswerBody
{
    private const int MostBytes = 256 * 1024;
    private const string InvalidLogin = "Invalid login attempt";

    private static readonly string[] ChallengeErrors = ["invalid_token", "insufficient_scope"];

    /// <summary>The body as text; null when it is larger than anything NetSuite has to say.</summary>
    public static async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > MostBytes)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var buffer = new MemoryStream();
        var chunk = new byte[8 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellation)) > 0)
        {
            if (buffer.Length + read > MostBytes)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>What matters of an answer for <see cref="NetSuiteFailureClassifier"/>.</summary>
    public static AnswerFacts Facts(NetSuiteOperation operation, HttpResponseMessage response, string body, DateTimeOffset now)
    {
        using var json = TryParse(body);
        var challenge = response.Headers.WwwAuthenticate.FirstOrDefault();
        return new AnswerFacts(operation)
        {
            Sent = true,
            Status = (int)response.StatusCode,
            IsHtml = IsHtml(response.Content.Headers.ContentType, body),
            Error = json?.RootElement.Text("error"),
            ErrorCode = NetSuiteFailureClassifier.ErrorCodes.All.FirstOrDefault(code => body.Contains(code, StringComparison.Ordinal)),
            SaysInvalidLogin = SaysInvalidLogin(body) || SaysInvalidLogin(challenge?.Parameter),
            ChallengeScheme = challenge?.Scheme,
            ChallengeError = ChallengeError(challenge?.Parameter),
            RetryAfter = RetryAfter(response.Headers, now),
        };
    }

    /// <summary>Null when the text is not JSON.</summary>
    public static JsonDocument? TryParse(string body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Both forms of RFC 9110 §10.2.3; a date counts from the answer's own <c>Date</c>, for that is the clock it was set by. Whoever asks for
    /// more than an hour is asked again after one: an answer of a proxy's must not silence a tenant for a day.
    /// </summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var wait = headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - (headers.Date ?? now));
        return wait is { } duration ? TimeSpan.FromSeconds(Math.Clamp(duration.TotalSeconds, 0, TimeSpan.SecondsPerHour)) : null;
    }

    private static bool IsHtml(MediaTypeHeaderValue? type, string body) =>
        type?.MediaType is "text/html" or "application/xhtml+xml" || body.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal);

    private static bool SaysInvalidLogin(string? text) => text?.Contains(InvalidLogin, StringComparison.OrdinalIgnoreCase) is true;

    private static string? ChallengeError(string? parameters) =>
        parameters is null
            ? null
            : ChallengeErrors.FirstOrDefault(error => parameters.Contains($"error=\"{error}\"", StringComparison.OrdinalIgnoreCase));
}
