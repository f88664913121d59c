namespace NetSuiteConnectorAuth.Certificates;

/// <summary>The algorithms NetSuite accepts for a client assertion; the key follows from the algorithm.</summary>
public enum SigningAlgorithm
{
    ES256,
    ES384,
    ES512,
    PS256,
    PS384,
    PS512,
}
