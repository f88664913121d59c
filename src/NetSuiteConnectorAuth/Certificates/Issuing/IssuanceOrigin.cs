using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>The connect link a consent began with, so that the result page can offer another try. All null for self-service.</summary>
public sealed record IssuanceOrigin(string? LinkId, DateTimeOffset? LinkExpiresAt, AccountId? PinnedAccount, string? ReturnUrl);
