namespace NetSuiteConnectorAuth.Tokens;

public static class TokenServices
{
    public static void AddTokens(this IServiceCollection services)
    {
        services.AddSingleton(_ => new SigningKeyCache());
        services.AddSingleton<CertificateLogin>();
        services.AddSingleton<TokenMetrics>();
        services.AddSingleton<TokenCache>();
        services.AddSingleton<CertificateWitness>();
        services.AddSingleton<MintPauses>();
        services.AddSingleton<RejectedTokens>();
        services.AddSingleton<TokenMint>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<AssertionIssuer>();
        services.AddSingleton<TokenFlow>();
    }
}
