using System.Text.RegularExpressions;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// The only maker of URLs that this service calls or sends a browser to at NetSuite. What goes into a template is a parsed account ID,
/// or a client or certificate ID that cannot leave its path segment; what comes out is checked once more against the allowed hosts.
/// </summary>
public sealed partial class NetSuiteEndpoints(NetSuiteOptions options)
{
    private const string ServicesPath = "/services/";

    private readonly EndpointOptions _templates = options.Endpoints;

    /// <summary>The authorization endpoint; without an account NetSuite lets the user choose one.</summary>
    public Uri Authorization(AccountId? account) =>
        account is null ? Checked(_templates.AuthorizationAnyAccount) : Expand(_templates.Authorization, account);

    /// <summary>The token endpoint; its <see cref="Uri.AbsoluteUri"/> is also the audience of assertions.</summary>
    public Uri Token(AccountId account) => Expand(_templates.Token, account);

    public Uri Revocation(AccountId account) => Expand(_templates.Revocation, account);

    public Uri Certificates(AccountId account, string clientId) => Expand(_templates.Certificates, account, clientId);

    public Uri RevokeCertificate(AccountId account, string clientId, string certificateId) =>
        Expand($"{_templates.Certificates}/{PathSegment(certificateId)}/revoke", account, clientId);

    /// <summary>Where NetSuite tells an account's domains; null when configuration says to skip asking.</summary>
    public Uri? Discovery(AccountId account) =>
        string.IsNullOrEmpty(_templates.Discovery) ? null : Expand(_templates.Discovery, account);

    /// <summary>What the templates say of an account's origins, to be used until discovery says otherwise.</summary>
    public AccountOrigins Origins(AccountId account) => new(RestOrigin(account), RestletOrigin(account));

    /// <summary>
    /// All that discovery may say. Jobs send their tokens there, so an answer chooses among addresses that we build ourselves: NetSuite's
    /// (help: "URLs for Account-Specific Domains") and the templates', which are others only where the operator has configured others.
    /// </summary>
    public IReadOnlyList<AccountOrigins> PossibleOrigins(AccountId account) =>
    [
        new($"https://{account.HostLabel}.suitetalk.api.netsuite.com", $"https://{account.HostLabel}.restlets.api.netsuite.com"),
        Origins(account),
    ];

    public string RestOrigin(AccountId account) => Origin(_templates.Token, account);

    public string RestletOrigin(AccountId account) => Origin(_templates.Certificates, account);

    /// <summary>
    /// The URL an administrator's browser is sent to. PKCE is always part of it (RFC 7636, S256), the resource owner chooses account
    /// and role there. Parameters: help page "Step One GET Request to the Authorization Endpoint".
    /// </summary>
    /// <param name="account">Null lets the user choose the account.</param>
    /// <param name="state">22 to 1024 characters of printable ASCII.</param>
    /// <param name="verifier">The PKCE verifier; only its hash leaves.</param>
    public Uri AuthorizationRequest(AccountId? account, IntegrationOptions integration, Uri redirectUri, Secret state, Secret verifier)
    {
        (string Name, string Value)[] parameters =
        [
            ("response_type", "code"),
            ("client_id", integration.ClientId),
            ("redirect_uri", redirectUri.AbsoluteUri),
            ("scope", string.Join(' ', integration.Scopes)),
            ("state", state.Reveal()),
            ("code_challenge", verifier.Hash()),
            ("code_challenge_method", "S256"),
        ];
        return new UriBuilder(Authorization(account))
        {
            Query = string.Join('&', parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}")),
        }.Uri;
    }

    /// <summary>Whether a URL may be called or a browser sent to it: NetSuite's own hosts, or any with <c>AllowOtherHosts</c>.</summary>
    private bool IsAllowed(Uri uri) =>
        IsNetSuite(uri) || (options.AllowOtherHosts && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)));

    private static bool IsNetSuite(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && uri.UserInfo.Length == 0
        && uri.Host.EndsWith(".netsuite.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Up to NetSuite's own path, for a simulator may have something before it; without that path scheme, host and port.</summary>
    private string Origin(string template, AccountId account)
    {
        var url = Expand(template, account, clientId: "any");
        var end = url.AbsoluteUri.IndexOf(ServicesPath, StringComparison.Ordinal);
        return end < 0 ? url.GetLeftPart(UriPartial.Authority) : url.AbsoluteUri[..end];
    }

    private Uri Expand(string template, AccountId account, string clientId = "") => Checked(
        template
            .Replace("{account}", account.HostLabel, StringComparison.Ordinal)
            .Replace("{account_id}", account.Value, StringComparison.Ordinal)
            .Replace("{client_id}", clientId.Length == 0 ? "" : PathSegment(clientId), StringComparison.Ordinal));

    private Uri Checked(string url)
    {
        var uri = new Uri(url, UriKind.Absolute);
        return IsAllowed(uri)
            ? uri
            : throw new InvalidOperationException("An endpoint template leads outside netsuite.com; a simulator needs NetSuite:AllowOtherHosts.");
    }

    private static string PathSegment(string id) =>
        UrlSafeId().IsMatch(id) ? id : throw new ArgumentException("Not an ID that fits into one path segment.", nameof(id));

    /// <summary>Client IDs are 64 hex digits, certificate IDs 43 characters of base64url (and may begin with a hyphen).</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z")]
    internal static partial Regex UrlSafeId();
}
