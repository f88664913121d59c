namespace NetSuiteConnectorAuth.Client;

/// <summary>Where the service is, and as whom the job asks. Exactly one of the three ways to authenticate is set.</summary>
public sealed class NetSuiteConnectorOptions
{
    /// <summary>The service's <c>POST /token</c>, e.g. <c>http://127.0.0.1:8081/token</c>.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The caller's name at the service. Not needed with <see cref="BearerTokenPath"/>.</summary>
    public string? ClientId { get; set; }

    /// <summary>First way: the caller's secret, sent as HTTP Basic.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// Second way: the caller's private key, PKCS#8 or SEC 1 PEM, unencrypted (P-256, P-384, P-521 or RSA). Each request carries a
    /// fresh assertion signed with it (RFC 7523 §2.2, <c>private_key_jwt</c>); the key stays here.
    /// </summary>
    public string? PrivateKeyPem { get; set; }

    /// <summary>
    /// Third way: a file with a JWT that the platform renews, such as a projected service account token of Kubernetes. It is read
    /// anew for each request and sent as <c>Authorization: Bearer</c>.
    /// </summary>
    public string? BearerTokenPath { get; set; }

    /// <summary>Space-separated, a subset of the integration's scopes. Null asks for all of them.</summary>
    public string? Scope { get; set; }

    /// <summary>
    /// What a token still lives when it is handed out while the service can be reached (sent as <c>min_ttl</c>), and so how long the
    /// service may be away before a job notices. Whole seconds up to 50 minutes.
    /// </summary>
    public TimeSpan MinimumLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Each token is renewed up to this much earlier, by chance, so that a thousand jobs do not ask in one second.</summary>
    public TimeSpan RefreshSpread { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After this the service counts as not reached. It may itself wait for NetSuite; a job that has a token does not wait so long.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Tokens held at most, one a tenant; the one that ends first makes room.</summary>
    public int MaximumTokens { get; set; } = 10_000;
}
