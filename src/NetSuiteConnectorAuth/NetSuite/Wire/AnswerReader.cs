using System.Buffers.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetSuiteConnectorAuth.NetSuite.Answers;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>Turns the JSON of NetSuite's successes into values; null when it does not hold what the interface promises.</summary>
internal static partial class AnswerReader
{
    /// <summary>NetSuite's tokens live an hour. One said to live for years would stay in the cache long after it is dead.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(2);

    public static ConsentGrant? ConsentGrant(JsonElement json) =>
        BearerToken(json) is var (token, expiresIn) && TryReadRefreshToken(json, out var refresh)
            ? new ConsentGrant(token, refresh, expiresIn)
            : null;

    /// <param name="sentAt">By our clock.</param>
    /// <param name="netSuiteNow">NetSuite's clock as far as we follow it, for the token's own <c>exp</c> was written by it.</param>
    public static MintedToken? MintedToken(JsonElement json, DateTimeOffset sentAt, DateTimeOffset netSuiteNow)
    {
        if (BearerToken(json) is not var (token, expiresIn))
        {
            return null;
        }

        var lifetime = TimeSpan.FromSeconds(expiresIn);
        if (ExpiryInside(token) is { } expiry && expiry - netSuiteNow < lifetime)
        {
            lifetime = expiry - netSuiteNow;
        }

        return lifetime > TimeSpan.Zero ? new MintedToken(token, lifetime, sentAt + lifetime) { GrantedScopes = ScopesInside(token) } : null;
    }

    /// <summary>A bare array. One row that cannot be told from another makes the whole list useless for counting slots.</summary>
    public static IReadOnlyList<ListedCertificate>? Certificates(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var rows = json.EnumerateArray().Select(Listed).ToList();
        return rows.Contains(null) ? null : rows.ConvertAll(row => row!);
    }

    public static UploadedCertificate? Uploaded(JsonElement json) =>
        CertificateId(json) is { } id
            ? new UploadedCertificate(id, json.Date("valid_until"))
            : null;

    /// <summary>
    /// For an account it does not know NetSuite answers with its default domains instead of an error (help: "getDataCenterUrls"), so
    /// anything but a possible origin means that this is not the account. What is found is our own text, never the answer's.
    /// </summary>
    public static AccountDiscovery? Discovery(JsonElement json, IReadOnlyList<AccountOrigins> possible)
    {
        if (json.Text("webservicesDomain") is not { } rest || json.Text("restDomain") is not { } restlet)
        {
            return null;
        }

        return possible.FirstOrDefault(origins => IsSame(rest, origins.Rest) && IsSame(restlet, origins.Restlet)) is { } found
            ? new AccountDiscovery.Found(found)
            : new AccountDiscovery.NotThisAccount();
    }

    private static ListedCertificate? Listed(JsonElement row) =>
        CertificateId(row) is { } id
            ? new ListedCertificate(
                id, row.Member("role")?.Integer("id"), row.Member("entity")?.Integer("id"),
                row.Date("created"), row.Date("valid_from"), row.Date("valid_until"), row.Flag("revoked"), row.Name("algorithm"))
            : null;

    // It becomes a part of the path when it is revoked.
    private static string? CertificateId(JsonElement json) =>
        json.Text("certificate_id") is { } id && NetSuiteEndpoints.UrlSafeId().IsMatch(id) ? id : null;

    /// <summary>RFC 6749 §5.1: the type in any case; NetSuite writes the number as a number, others have seen a string.</summary>
    private static (Secret Token, int ExpiresIn)? BearerToken(JsonElement json) =>
        Token(json, "access_token") is { } token
        && string.Equals(json.Text("token_type"), "bearer", StringComparison.OrdinalIgnoreCase)
        && json.Integer("expires_in") is { } expiresIn and > 0
            ? (token, Math.Min(expiresIn, (int)LongestLife.TotalSeconds))
            : null;

    /// <summary>There need not be one; but one that could never be sent back is not the same as none.</summary>
    private static bool TryReadRefreshToken(JsonElement json, out Secret? token)
    {
        token = Token(json, "refresh_token");
        return token is not null || json.Member("refresh_token") switch
        {
            null or { ValueKind: JsonValueKind.Null } => true,
            { ValueKind: JsonValueKind.String } member => member.ValueEquals(""),
            _ => false,
        };
    }

    private static Secret? Token(JsonElement json, string name) =>
        json.Text(name) is { } token && B64Token().IsMatch(token) ? new Secret(token) : null;

    /// <summary>
    /// Tokens are opaque, but a comment in Oracle's samples says they may live no longer than the assertion did, whatever
    /// <c>expires_in</c> says; so their own word is heard when it can be read.
    /// </summary>
    private static DateTimeOffset? ExpiryInside(Secret token)
    {
        using var claims = ClaimsInside(token);
        return claims?.RootElement.Member("exp") is { ValueKind: JsonValueKind.Number } exp
            && exp.TryGetInt64(out var seconds) && seconds is > 0 and < 253402300800 // the year 10000
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
    }

    /// <summary>An array in NetSuite's samples, one string in RFC 9068 §2.2.3.</summary>
    private static IReadOnlyList<string>? ScopesInside(Secret token)
    {
        using var claims = ClaimsInside(token);
        if (claims?.RootElement.Text("scope") is { } text)
        {
            return text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        }

        return claims?.RootElement.Member("scope") is { ValueKind: JsonValueKind.Array } scopes
            && scopes.EnumerateArray().All(scope => scope.ValueKind is JsonValueKind.String)
                ? AllText(scopes)
                : null;
    }

    private static List<string>? AllText(JsonElement strings)
    {
        try
        {
            return [.. strings.EnumerateArray().Select(text => text.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, see JsonReading.
            return null;
        }
    }

    private static JsonDocument? ClaimsInside(Secret token) =>
        token.Reveal().Split('.') is [_, var payload, _] && Base64Url.IsValid(payload)
            ? AnswerBody.TryParse(System.Text.Encoding.UTF8.GetString(Base64Url.DecodeFromChars(payload)))
            : null;

    // The case of a host and a slash behind it mean nothing (RFC 3986 §6.2).
    private static bool IsSame(string domain, string origin) => domain.TrimEnd('/').Equals(origin, StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 6750 §2.1: what an <c>Authorization</c> header can carry, ours and that of a job.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9\-._~+/]+=*\z")]
    private static partial Regex B64Token();
}
