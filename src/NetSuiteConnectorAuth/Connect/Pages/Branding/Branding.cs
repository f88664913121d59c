namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>How the vendor of the connector appears on the pages.</summary>
/// <param name="Name">The connector's name.</param>
/// <param name="HasLogo">Whether <c>/assets/logo</c> has a picture.</param>
/// <param name="AccentColor"><c>#rrggbb</c>, or null for the default.</param>
/// <param name="SupportUrl">An https or mailto address, or null.</param>
public sealed record Branding(string Name, bool HasLogo, string? AccentColor, string? SupportUrl);
