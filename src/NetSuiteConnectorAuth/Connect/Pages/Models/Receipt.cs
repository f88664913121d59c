namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>What was set up, for the administrator's files.</summary>
/// <param name="Tenant">The vendor's name for the connection.</param>
/// <param name="AccountId">As NetSuite writes it: <c>1234567_SB1</c>.</param>
/// <param name="Environment"><c>production</c>, <c>sandbox</c> or <c>release_preview</c>.</param>
/// <param name="Role">The role's internal ID.</param>
/// <param name="Entity">The user's internal ID; NetSuite has negative ones.</param>
/// <param name="Scopes">NetSuite's scope names.</param>
/// <param name="CertificateId">base64url of the certificate's SHA-256, as on NetSuite's list.</param>
/// <param name="Algorithm">The signing algorithm, for example <c>ES256</c>.</param>
/// <param name="ValidUntil">As NetSuite granted it.</param>
/// <param name="ConnectedAt">When the connection was proven.</param>
public sealed record Receipt(
    string Tenant,
    string AccountId,
    string Environment,
    int Role,
    int Entity,
    IReadOnlyList<string> Scopes,
    string CertificateId,
    string Algorithm,
    DateTimeOffset ValidUntil,
    DateTimeOffset ConnectedAt);
