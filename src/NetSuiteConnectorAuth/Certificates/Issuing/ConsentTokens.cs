namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// The tokens of a consent as they are kept, encrypted as one value, until the certificate signs: the access token uploads the
/// certificate, the refresh token serves only to revoke both.
/// </summary>
public sealed record ConsentTokens(Secret AccessToken, Secret? RefreshToken)
{
    public Secret Pack() => new($"{AccessToken.Reveal()}\n{RefreshToken?.Reveal()}");

    public static ConsentTokens Unpack(Secret packed)
    {
        var parts = packed.Reveal().Split('\n', 2);
        return new ConsentTokens(new Secret(parts[0]), parts[1].Length > 0 ? new Secret(parts[1]) : null);
    }
}
