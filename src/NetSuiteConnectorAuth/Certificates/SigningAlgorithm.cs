namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What NetSuite accepts for client assertions (RFC 7518 §3.4, §3.5). RS256 ended on 1 March 2025 and has no member here.</summary>
public enum SigningAlgorithm
{
    ES256,
    ES384,
    ES512,
    PS256,
    PS384,
    PS512,
}
