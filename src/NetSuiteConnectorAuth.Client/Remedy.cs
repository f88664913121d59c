namespace NetSuiteConnectorAuth.Client;

/// <summary>What gets a job on after a <see cref="NetSuiteConnectorException"/>.</summary>
public enum Remedy
{
    /// <summary>Try again in a while; a few times in a row is no reason to worry.</summary>
    Retry,

    /// <summary>Try again, and not before <see cref="NetSuiteConnectorException.RetryAfter"/>.</summary>
    Wait,

    /// <summary>The customer's administrator has to consent: make a connect link. Trying again changes nothing until then.</summary>
    Connect,

    /// <summary>The job, its credentials or what it may do must be changed. Trying again changes nothing.</summary>
    Configure,
}
