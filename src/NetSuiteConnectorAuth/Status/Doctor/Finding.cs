namespace NetSuiteConnectorAuth.Status.Doctor;

/// <summary>One thing the doctor looked at, in words for whoever is to mend it. Nothing of NetSuite's answers is in it.</summary>
/// <param name="Code">Stable. What NetSuite or the wire refused carries the failure code that logs, metrics and <c>health_reason</c> carry too.</param>
/// <param name="Fix">What to do, with NetSuite's menu path where there is one; null when there is nothing to do.</param>
/// <param name="AuditTrailWord">What to look for in the column Detail of NetSuite's Login Audit Trail, the likeliest first; null when it has nothing to say.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string What, string? Fix, FindingFixer? Who, string? AuditTrailWord);

public enum FindingSeverity
{
    /// <summary>Looked at, and as it should be.</summary>
    Ok,

    /// <summary>Good to know; nothing follows from it today.</summary>
    Info,

    /// <summary>Tokens are issued; without somebody's doing they will not always be.</summary>
    Warning,

    /// <summary>No token is issued, or the connection cannot renew itself.</summary>
    Error,
}

/// <summary>Who can mend it.</summary>
public enum FindingFixer
{
    /// <summary>The administrator of the customer's NetSuite account.</summary>
    CustomerAdmin,

    /// <summary>Whoever owns the integration record.</summary>
    Vendor,

    /// <summary>Whoever runs this service.</summary>
    Operator,
}
