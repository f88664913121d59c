namespace NetSuiteConnectorAuth.NetSuite.Failures;

/// <summary>What a failure says of the connection, and so what may be done next.</summary>
public enum FailureKind
{
    /// <summary>NetSuite understood and refused; the same request will be refused again until a person changes something.</summary>
    Permanent,

    /// <summary>It says nothing about the connection; try again later.</summary>
    Transient,

    /// <summary>Too many requests for this account; try again after <see cref="NetSuiteFailure.RetryAfter"/>.</summary>
    Throttled,

    /// <summary>NetSuite gives this answer for permanent mistakes and for bad moments alike; it takes a second signal to know.</summary>
    Ambiguous,
}
