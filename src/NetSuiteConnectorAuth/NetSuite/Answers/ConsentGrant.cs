namespace NetSuiteConnectorAuth.NetSuite.Answers;

/// <summary>What an authorization code was exchanged for.</summary>
/// <param name="ExpiresIn">Seconds the access token lives.</param>
public sealed record ConsentGrant(Secret AccessToken, Secret? RefreshToken, int ExpiresIn);
