namespace NetSuiteSimulator.Accounts;

/// <summary>
/// An integration record: one global definition, common to all accounts (section_4389727047). What differs by account is the
/// <see cref="Installation"/>.
/// </summary>
public sealed class IntegrationRecord
{
    private volatile IReadOnlyList<string> _redirectUris;
    private volatile IReadOnlyList<string> _scopes;
    private int _extensions;

    internal IntegrationRecord(int id, IntegrationSettings settings)
    {
        Id = id;
        ApplicationId = $"1C61CD58-0000-4000-8000-{id:D12}";
        Name = settings.Name;
        ClientId = settings.ClientId;
        ClientSecret = string.IsNullOrEmpty(settings.ClientSecret) ? null : settings.ClientSecret;
        _redirectUris = settings.RedirectUris.Count > 0
            ? [.. settings.RedirectUris]
            : ["http://localhost:8080/callback", "http://127.0.0.1:8080/callback"];
        _scopes = settings.Scopes.Count > 0 ? [.. settings.Scopes] : [Scope.RestWebServices, Scope.Restlets];
        AuthorizationCodeGrant = settings.AuthorizationCodeGrant;
        ClientCredentialsGrant = settings.ClientCredentialsGrant;
        RefreshTokenLifetime = TimeSpan.FromHours(settings.RefreshTokenHours);
        RotationLimit = TimeSpan.FromHours(settings.RotationHours);
    }

    /// <summary>The numeric internal ID, <c>application_id</c> in the answer to an upload.</summary>
    public int Id { get; }

    /// <summary>The GUID; not the client ID, although people send it as one.</summary>
    public string ApplicationId { get; }

    public string Name { get; }

    public string ClientId { get; internal set; }

    public string? ClientSecret { get; set; }

    public bool IsPublic => ClientSecret is null;

    public IReadOnlyList<string> RedirectUris
    {
        get => _redirectUris;
        set => _redirectUris = value;
    }

    /// <summary>Ticked scopes. A scope more revokes every authorization given so far (section_157771979135); certificates go on.</summary>
    public IReadOnlyList<string> Scopes
    {
        get => _scopes;
        set
        {
            if (value.Except(_scopes).Any())
            {
                Interlocked.Increment(ref _extensions);
            }

            _scopes = value;
        }
    }

    /// <summary>How often a scope was added.</summary>
    internal int Extensions => Volatile.Read(ref _extensions);

    public bool AuthorizationCodeGrant { get; set; }

    public bool ClientCredentialsGrant { get; set; }

    public TimeSpan RefreshTokenLifetime { get; set; }

    public TimeSpan RotationLimit { get; set; }
}
