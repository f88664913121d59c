using System.Text.Json;
using System.Text.RegularExpressions;

namespace Demo;

/// <summary>What may be shown of requests and answers: never a query, a link token, or a token in full.</summary>
internal static partial class Answers
{
    private const int Width = 25;
    private const int LongestSegment = 20;

    /// <summary><c>GET /connect/CfDJ8…</c>; of a long path, the end.</summary>
    public static string RequestOf(HttpResponseMessage response)
    {
        var request = response.RequestMessage!;
        var segments = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(segment => segment.Length > LongestSegment ? segment[..5] + "…" : segment)
            .ToArray();
        var room = Width - request.Method.Method.Length - 1;
        var skipped = 0;
        var path = "/" + string.Join('/', segments);
        while (path.Length > room && skipped < segments.Length - 1)
        {
            path = "…/" + string.Join('/', segments[++skipped..]);
        }

        return $"{request.Method} {path}";
    }

    public static string Shorten(string token) => $"{token[..12]}… ({token.Length} characters)";

    /// <summary>The stable code in a page or in a JSON answer; null when there is none.</summary>
    public static async Task<string?> ErrorOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType is not { } type || !type.EndsWith("json", StringComparison.Ordinal))
        {
            return PageError().Match(body) is { Success: true } match ? match.Groups["code"].Value : null;
        }

        using var json = JsonDocument.Parse(body);
        string[] members = ["error_code", "code", "error"];
        return members
            .Select(member => json.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
            .FirstOrDefault(code => code is not null);
    }

    [GeneratedRegex("data-error=\"(?<code>[a-z_]+)\"")]
    private static partial Regex PageError();
}
