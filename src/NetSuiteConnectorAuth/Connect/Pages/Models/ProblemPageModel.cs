namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>A refusal.</summary>
/// <param name="Branding">The vendor.</param>
/// <param name="Problem">Why.</param>
/// <param name="RetryUrl">Where to start again, when that can help.</param>
/// <param name="Reference">What to tell the vendor's support: the trace ID, never a state or a code.</param>
/// <param name="Accounts">Which accounts were mixed up, when that is why.</param>
public sealed record ProblemPageModel(
    Branding Branding, ConnectProblem Problem, string? RetryUrl = null, string? Reference = null, AccountMixUp? Accounts = null);
