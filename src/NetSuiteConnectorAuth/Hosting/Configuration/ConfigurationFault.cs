namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Something at <paramref name="Key"/> that keeps the service from starting. The message never repeats a secret value.</summary>
public sealed record ConfigurationFault(string Key, string Message)
{
    public override string ToString() => $"{Key}: {Message}";
}
