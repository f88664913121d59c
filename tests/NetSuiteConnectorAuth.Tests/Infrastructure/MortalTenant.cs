namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>A tenant of a <see cref="MortalDeployment"/>, with the admin who connects it.</summary>
public sealed class MortalTenant(int number)
{
    public string Name { get; } = $"tenant-{number}";

    public string Account { get; } = (7_000_000 + number).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public Uri? Link { get; set; }

    public Admin? Admin { get; set; }

    public Uri? Callback { get; set; }
}
