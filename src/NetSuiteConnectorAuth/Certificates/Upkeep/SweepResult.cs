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

    /// <summary>
    /// When nothing but uploads stands in the way that NetSuite's list need not show yet: how long it need not. That is no failure of
    /// NetSuite's, and when it can be told is known.
    /// </summary>
    public TimeSpan? Unconfirmed =>
        Failed.TrueForAll(failed => failed.Why.Code == IssuanceFailures.UploadUnconfirmed) ? Failed.Max(failed => failed.Why.RetryAfter) : null;

    public bool IsRid(string id) => Revoked.Contains(id) || Gone.Contains(id);
}
