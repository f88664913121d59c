namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>A tenant of a <see cref="MortalDeployment"/>, with the admin who connects it.</summary>
public sealed class MortalTenant(int number)
{
    public string Name { get; } = $"tenant-{number}";

    public string Account { get; } = (7_000_000 + number).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public Uri? Link { get; set; }

    public Admin? Admin { get; set; }

    public Uri? Callback { get; set; }

    /// <summary>Who consents.</summary>
    public int User { get; set; } = 317;

    /// <summary>A certificate in the same account, of the same integration and user, that somebody else made: not ours to touch.</summary>
    public string? Foreign { get; set; }

    /// <summary>A link is used up by the connection made with it.</summary>
    public MortalTenant WithNewLink()
    {
        Link = null;
        return this;
    }
}
