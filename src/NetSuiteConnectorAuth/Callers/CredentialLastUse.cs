namespace NetSuiteConnectorAuth.Callers;

/// <summary>When a credential was last used, as it survives a restart.</summary>
public sealed class CredentialLastUse
{
    public required string ClientId { get; init; }

    public required CredentialKind Kind { get; init; }

    public required string CredentialId { get; init; }

    public required DateTimeOffset LastUsedAt { get; set; }
}
