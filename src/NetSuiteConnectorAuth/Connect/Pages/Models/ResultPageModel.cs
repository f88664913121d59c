namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>What became of a consent.</summary>
/// <param name="Branding">The vendor.</param>
/// <param name="State">Which of the page's three faces is shown.</param>
/// <param name="Steps">The way from the consent to the connection, in order: see <see cref="ProgressSteps"/>.</param>
/// <param name="Receipt">Present when <paramref name="State"/> is <see cref="ResultState.Connected"/>.</param>
/// <param name="Problem">Present when <paramref name="State"/> is <see cref="ResultState.Failed"/>.</param>
/// <param name="RetryUrl">Where to start again after a failure, when that can help.</param>
/// <param name="StartedAt">When the consent was received.</param>
/// <param name="ReturnUrl">Where the administrator came from, when the vendor named a place to return to.</param>
public sealed record ResultPageModel(
    Branding Branding,
    ResultState State,
    IReadOnlyList<ProgressStep> Steps,
    Receipt? Receipt,
    ConnectProblem? Problem,
    string? RetryUrl,
    DateTimeOffset StartedAt,
    string? ReturnUrl);
