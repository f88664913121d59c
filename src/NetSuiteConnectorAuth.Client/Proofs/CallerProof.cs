namespace NetSuiteConnectorAuth.Client.Proofs;

/// <summary>The one way to authenticate that the options name; that it is one, they were checked for.</summary>
internal static class CallerProof
{
    public static ICallerProof Of(NetSuiteConnectorOptions options, TimeProvider time) => options switch
    {
        { BearerTokenPath: { Length: > 0 } path } => new BearerFileProof(path),
        { PrivateKeyPem: { Length: > 0 } pem } => new PrivateKeyProof(options.ClientId!, options.Endpoint!, pem, time),
        _ => new ClientSecretProof(options.ClientId!, options.ClientSecret!),
    };
}
