using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What became of certificates that were to be revoked, each by its ID in one of these.</summary>
public sealed record SweepResult
{
    /// <summary>NetSuite was asked to revoke it, and did.</summary>
    public List<string> Revoked { get; } = [];

    /// <summary>It was of no effect any more: its time is over, or NetSuite's list shows it revoked or not at all.</summary>
    public List<string> Gone { get; } = [];

    /// <summary>It is not to be revoked, for others need it: <see cref="RevocationGuard.SparedAsync"/>.</summary>
    public List<string> Spared { get; } = [];

    /// <summary>NetSuite may take it still.</summary>
    public List<(string Id, NetSuiteFailure Why)> Failed { get; } = [];

    public bool IsRid(string id) => Revoked.Contains(id) || Gone.Contains(id);
}
