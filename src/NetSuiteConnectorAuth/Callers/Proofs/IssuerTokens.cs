using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>Bearer JWTs of a configured issuer: what the platform a job runs on says of it (workload identity).</summary>
public sealed class IssuerTokens(CallerDirectory directory, IssuerDocuments documents, TimeProvider time, ILogger<IssuerKeys> logger)
{
    /// <summary>They outlive a change of the configuration: what is known of an issuer need not be asked again.</summary>
    private readonly ConcurrentDictionary<string, IssuerKeys> _keys = new(StringComparer.Ordinal);

    public async Task<CallerVerdict> VerifyAsync(Jwt jwt, CallerProof proof, CancellationToken cancellationToken)
    {
        var authority = jwt.Issuer!.TrimEnd('/');
        var keys = await _keys.GetOrAdd(authority, _ => new IssuerKeys(authority, documents, time, logger)).ForAsync(jwt, cancellationToken);
        if (keys is null)
        {
            // Not 401, at which a job would throw its good token away.
            return CallerVerdict.Unavailable(IssuerKeys.Pause);
        }

        if (!keys.Any(key => key.IsMeantBy(jwt) && key.Verifies(jwt)))
        {
            return CallerVerdict.Unknown("no key of the issuer signed the token");
        }

        var now = time.GetUtcNow();
        if (JwtLife.WhyNot(jwt, now) is { } reason)
        {
            return CallerVerdict.Unknown(reason);
        }

        if (directory.FindVouchedFor(jwt) is not { } found)
        {
            return CallerVerdict.Unknown("the issuer's token is for another audience, or of a subject that is no caller");
        }

        return (proof.ClientId ?? found.Caller.ClientId) == found.Caller.ClientId
            ? found.Admit(now)
            : CallerVerdict.Unknown("client_id is not the caller that the token stands for");
    }
}
