namespace NetSuiteSimulator.Accounts;

/// <summary>The definition of an integration record, as its owner fills in the form.</summary>
public sealed class IntegrationSettings
{
    /// <summary>The client ID of the seeded record.</summary>
    public const string DefaultClientId = "5e1f0c3a9b7d4862e0a1c5f39d8b72641f3e5d7c9b0a82640f1e2d3c4b5a6978";

    public string Name { get; set; } = "Example Connector";

    /// <summary>64 lower-case hex characters in every sample of Oracle's.</summary>
    public string ClientId { get; set; } = DefaultClientId;

    /// <summary>Unset: a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// Empty: <c>http://localhost:8080/callback</c> and <c>http://127.0.0.1:8080/callback</c>, which
    /// <see cref="SimulatorOptions.AllowLoopbackRedirectUris"/> lets in.
    /// </summary>
    public IList<string> RedirectUris { get; } = [];

    /// <summary>Ticked scopes. Empty: <c>rest_webservices</c> and <c>restlets</c>.</summary>
    public IList<string> Scopes { get; } = [];

    public bool AuthorizationCodeGrant { get; set; } = true;

    public bool ClientCredentialsGrant { get; set; } = true;

    /// <summary>"Refresh Token Validity (In Hours)" of a public client: 1 to 720 (section_157771733782).</summary>
    public int RefreshTokenHours { get; set; } = 48;

    /// <summary>"Maximum Time For Token Rotation (In Hours)" of a public client: 1 to 720.</summary>
    public int RotationHours { get; set; } = 168;
}
