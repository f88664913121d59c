namespace NetSuiteConnectorAuth.Connect;

/// <summary>Body of <c>POST /connect-links</c>. <paramref name="ExpiresIn"/> in seconds, at most the configured life of a link.</summary>
public sealed record ConnectLinkRequest(
    string? Tenant, string? Account = null, string? Integration = null, string? ReturnUrl = null, int? ExpiresIn = null);
