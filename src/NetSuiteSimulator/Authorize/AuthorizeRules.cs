using System.Net;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;

namespace NetSuiteSimulator.Authorize;

/// <summary>What authorize.nl accepts (section_158081944642, subsect_158521823069).</summary>
internal static class AuthorizeRules
{
    private const int ShortestState = 22;
    private const int LongestState = 1024;

    /// <summary>base64url of 32 bytes.</summary>
    private const int ChallengeLength = 43;

    private static readonly string[] Once =
        ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "prompt"];

    private static readonly HashSet<string> KnownScopes = new(StringComparer.Ordinal)
    {
        Scope.RestWebServices, Scope.Restlets, Scope.SuiteAnalytics, Scope.Mcp,
    };

    /// <summary>A refusal here shows a page and redirects nowhere: there is no URI that could be trusted.</summary>
    public static Verdict<AuthorizeRequest> Read(Exchange exchange, IQueryCollection query)
    {
        exchange.ClientId = query["client_id"] is { Count: 1 } clientId ? clientId.ToString() : null;
        if (exchange.NetSuite.FindIntegration(exchange.ClientId) is not { } record)
        {
            return RefusalCause.UnknownClient;
        }

        if (query["redirect_uri"] is not { Count: 1 } redirectUri || !record.RedirectUris.Contains(redirectUri.ToString(), StringComparer.Ordinal) ||
            !IsSafe(redirectUri.ToString(), exchange.Options))
        {
            return RefusalCause.RedirectUriMismatch;
        }

        var scopes = query["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var prompt = ReadPrompt(query["prompt"].ToString());
        string? challenge = query.ContainsKey("code_challenge") ? query["code_challenge"].ToString() : null;
        return new AuthorizeRequest(
            record,
            redirectUri.ToString(),
            query["state"] is { Count: 1 } state ? state.ToString() : null,
            scopes,
            challenge,
            prompt ?? Prompt.Absent,
            prompt is null || Once.Any(name => query[name].Count > 1)
                ? RefusalCause.MalformedAuthorization
                : Objection(exchange, query, record, scopes, challenge, prompt.Value));
    }

    private static RefusalCause? Objection(
        Exchange exchange, IQueryCollection query, IntegrationRecord record, string[] scopes, string? challenge, Prompt prompt)
    {
        if (query["response_type"] != "code")
        {
            return query["response_type"].Count == 0 ? RefusalCause.MalformedAuthorization : RefusalCause.ResponseTypeUnsupported;
        }

        if (!IsState(query["state"].ToString()))
        {
            return RefusalCause.StateInvalid;
        }

        if (!record.AuthorizationCodeGrant)
        {
            return RefusalCause.GrantNotTicked;
        }

        if (!AreScopes(scopes, record))
        {
            return RefusalCause.ScopeNotTicked;
        }

        var mcp = scopes.Contains(Scope.Mcp);
        if (mcp && prompt.HasFlag(Prompt.None))
        {
            return RefusalCause.MalformedAuthorization;
        }

        var needed = record.IsPublic || mcp || exchange.Options.RequirePkce;
        return IsChallenge(challenge, query["code_challenge_method"], needed) ? null : RefusalCause.PkceInvalid;
    }

    private static bool IsState(string state) =>
        state.Length is >= ShortestState and <= LongestState && state.All(character => character is >= ' ' and <= '~');

    private static bool AreScopes(string[] scopes, IntegrationRecord record) =>
        scopes.Length > 0 && scopes.All(scope => KnownScopes.Contains(scope) && record.Scopes.Contains(scope)) &&
        (scopes.Length == 1 || !scopes.Contains(Scope.Mcp));

    /// <summary>S256 only: <c>plain</c> went in 2020.2.</summary>
    private static bool IsChallenge(string? challenge, string? method, bool needed) => challenge is null
        ? !needed && string.IsNullOrEmpty(method)
        : method == "S256" && challenge.Length == ChallengeLength && challenge.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>NetSuite refuses http when the record is saved (section_157771733782).</summary>
    private static bool IsSafe(string redirectUri, SimulatorOptions options) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) &&
        (uri.Scheme != Uri.UriSchemeHttp || (options.AllowLoopbackRedirectUris && IsLoopback(uri)));

    private static bool IsLoopback(Uri uri) => uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static Prompt? ReadPrompt(string text) => text switch
    {
        "" => Prompt.Absent,
        "none" => Prompt.None,
        "login" => Prompt.Login,
        "consent" => Prompt.Consent,
        "login consent" or "consent login" => Prompt.Login | Prompt.Consent,
        _ => null,
    };
}
