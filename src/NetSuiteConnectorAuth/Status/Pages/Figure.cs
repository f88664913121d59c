namespace NetSuiteConnectorAuth.Status.Pages;

/// <summary>A number and what it counts; <paramref name="IsBad"/> when any at all is one too many.</summary>
public sealed record Figure(string Name, int Count, bool IsBad = false);
