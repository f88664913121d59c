namespace NetSuiteConnectorAuth.Callers;

/// <summary>Whether a JWT lives now, by clocks that may be <see cref="CallerAssertions.Skew"/> apart.</summary>
internal static class JwtLife
{
    public static string? WhyNot(Jwt jwt, DateTimeOffset now)
    {
        if (jwt.ExpiresAt is not { } end)
        {
            return "it has no exp";
        }

        if (end + CallerAssertions.Skew <= now)
        {
            return "it has expired";
        }

        return jwt.NotBefore > now + CallerAssertions.Skew || jwt.IssuedAt > now + CallerAssertions.Skew ? "it is not valid yet" : null;
    }
}
