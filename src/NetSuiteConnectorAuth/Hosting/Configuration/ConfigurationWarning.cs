namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Something at <paramref name="Key"/> that is allowed and probably not meant.</summary>
public sealed record ConfigurationWarning(string Key, string Message)
{
    public override string ToString() => $"{Key}: {Message}";
}
