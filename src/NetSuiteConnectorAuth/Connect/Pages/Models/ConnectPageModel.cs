namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>The self-service form.</summary>
/// <param name="Branding">The vendor.</param>
/// <param name="Account">What was typed before, to be corrected; null at first.</param>
/// <param name="Problem">What was wrong with it, if anything.</param>
public sealed record ConnectPageModel(Branding Branding, string? Account = null, ConnectProblem? Problem = null);
