namespace NetSuiteConnectorAuth.Hosting;

/// <summary>An endpoint of the internal listener that people open in a browser: its answers have the <see cref="PageHeaders"/> too.</summary>
public sealed record ForBrowsers;
