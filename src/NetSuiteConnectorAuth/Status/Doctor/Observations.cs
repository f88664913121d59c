using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Status.Doctor;

/// <summary>Everything the doctor saw of one tenant. What it did not get to see is null.</summary>
public sealed record Observations
{
    public required DateTimeOffset Now { get; init; }

    public required TenantStatus Status { get; init; }

    /// <summary>Was it ever connected?</summary>
    public required bool WasConnected { get; init; }

    public string? HealthReason { get; init; }

    public int? Role { get; init; }

    /// <summary>A new certificate is being made.</summary>
    public bool IsRotating { get; init; }

    public bool IsRotationPaused { get; init; }

    /// <summary>The code of the last error, while a certificate is being made.</summary>
    public string? RotationError { get; init; }

    /// <summary>The client ID the configuration has for the tenant's integration; null when it has no such integration any more.</summary>
    public string? ConfiguredClientId { get; init; }

    /// <summary>Null when none signs.</summary>
    public SigningCertificate? Signing { get; init; }

    /// <summary>NetSuite's clock minus ours; says nothing unless NetSuite answered.</summary>
    public TimeSpan ClockOffset { get; init; }

    public Login? Mint { get; init; }

    public Listing? List { get; init; }

    /// <param name="AskedUntil">What the certificate itself says, which NetSuite may have shortened.</param>
    public sealed record SigningCertificate(string ClientId, DateTimeOffset ValidUntil, DateTimeOffset AskedUntil, DateTimeOffset RenewsAt);

    /// <summary>An attempt to get a token.</summary>
    /// <param name="Ungranted">The scopes that were asked for and are not in the token; null when it does not tell.</param>
    public sealed record Login(NetSuiteFailure? Failure, IReadOnlyList<string>? Ungranted);

    /// <summary>An attempt to read NetSuite's list.</summary>
    /// <param name="Ours">The row of the certificate that signs.</param>
    public sealed record Listing(NetSuiteFailure? Failure, ListedCertificate? Ours, SlotsDocument? Slots);
}
