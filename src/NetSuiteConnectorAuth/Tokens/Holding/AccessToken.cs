namespace NetSuiteConnectorAuth.Tokens;

/// <summary>A NetSuite access token we hold, and until when NetSuite takes it.</summary>
public sealed record AccessToken(Secret Value, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The whole life it was given.</summary>
    public TimeSpan Life => ExpiresAt - IssuedAt;

    public TimeSpan LeftAt(DateTimeOffset now) => ExpiresAt - now;
}
