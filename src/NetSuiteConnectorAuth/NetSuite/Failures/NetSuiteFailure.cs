using System.Globalization;

namespace NetSuiteConnectorAuth.NetSuite.Failures;

/// <summary>Why a call to NetSuite gave no result, in our words. Nothing of NetSuite's body is in it.</summary>
/// <param name="Code">One of <see cref="FailureCodes"/>: stable, for logs, metrics and callers.</param>
public sealed record NetSuiteFailure(FailureKind Kind, string Code)
{
    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The same for the log, where nobody knows what null would mean.</summary>
    public string LoggedStatus => StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "no answer";

    /// <summary>How long NetSuite asks us to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The attempt before it, with an assertion of its own, was refused for good as well.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>The request changes something and may have been processed although no usable answer came: look before repeating it.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>NetSuite's clock minus ours, when that is the likely cause (<see cref="FailureCodes.ClockSkew"/>).</summary>
    public TimeSpan? ClockSkew { get; init; }
}
