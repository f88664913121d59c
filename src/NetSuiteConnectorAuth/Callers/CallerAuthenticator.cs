namespace NetSuiteConnectorAuth.Callers;

/// <summary>
/// The one place where a request becomes a caller, for every route and every way to prove oneself: HTTP Basic,
/// <c>client_secret_post</c>, <c>private_key_jwt</c>, and the bearer token of a configured issuer.
/// </summary>
public sealed class CallerAuthenticator(CallerDirectory directory, CallerAssertions assertions, IssuerTokens issuers, TimeProvider time)
{
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string Bearer = "Bearer ";

    /// <summary>Completes at once for a secret, which is looked up in memory; a JWT may need the store or its issuer.</summary>
    public ValueTask<CallerVerdict> IdentifyAsync(in CallerProof proof, CancellationToken cancellationToken)
    {
        // RFC 6749 §2.3: one method a request.
        var hasHeader = proof.Authorization.Count > 0;
        var hasSecret = proof.ClientSecret is not null;
        var hasAssertion = proof.Assertion is not null;
        if ((hasHeader && hasSecret) || (hasHeader && hasAssertion) || (hasSecret && hasAssertion) || hasAssertion != proof.AssertionType is not null)
        {
            return new(CallerVerdict.Malformed);
        }

        if (hasHeader)
        {
            return ByHeader(proof, cancellationToken);
        }

        if (hasSecret)
        {
            return new(BySecret(proof.ClientId, proof.ClientSecret!));
        }

        if (!hasAssertion || proof.AssertionType != JwtBearer)
        {
            return new(CallerVerdict.Unknown(hasAssertion ? "the assertion is of another type" : "no credentials"));
        }

        return Jwt.Parse(proof.Assertion!.Reveal()) is { } jwt
            ? new(assertions.VerifyAsync(jwt, proof, cancellationToken))
            : new(CallerVerdict.Unknown("the assertion is no signed JWT"));
    }

    private ValueTask<CallerVerdict> ByHeader(in CallerProof proof, CancellationToken cancellationToken)
    {
        if (proof.Authorization is not [{ } header])
        {
            return new(CallerVerdict.Unknown("more than one Authorization header"));
        }

        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return ByBearer(header[Bearer.Length..].Trim(), proof, cancellationToken);
        }

        return new(BasicCredentials.TryParse(header, out var basic) && (proof.ClientId ?? basic.ClientId) == basic.ClientId
            ? BySecret(basic.ClientId, basic.Secret)
            : CallerVerdict.Unknown("no credentials that can be read"));
    }

    /// <summary>A configured issuer's token; or a caller's own assertion, for the routes that take no form to carry it.</summary>
    private ValueTask<CallerVerdict> ByBearer(string token, in CallerProof proof, CancellationToken cancellationToken)
    {
        if (Jwt.Parse(token) is not { } jwt)
        {
            return new(CallerVerdict.Unknown("the bearer token is no signed JWT"));
        }

        return new(directory.IsIssuer(jwt.Issuer)
            ? issuers.VerifyAsync(jwt, proof, cancellationToken)
            : assertions.VerifyAsync(jwt, proof, cancellationToken));
    }

    private CallerVerdict BySecret(string? clientId, Secret secret) =>
        clientId is null
            ? CallerVerdict.Unknown("a secret without client_id")
            : directory.Authenticate(clientId, secret)?.Admit(time.GetUtcNow()) ?? CallerVerdict.Unknown("no such client, or not its secret");
}
