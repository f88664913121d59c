using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>
/// <c>private_key_jwt</c> (RFC 7523 §2.2, §3): a caller signs who it is, for us, for an hour at most, once.
/// </summary>
public sealed class CallerAssertions(CallerDirectory directory, AssertionRegister register, ListenOptions listen, TimeProvider time)
{
    /// <summary>What a job's clock may be off, ahead or behind.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Some clients sign for an hour and cannot be told otherwise (Authlib's <c>PrivateKeyJWT</c>). That it is good once
    /// bounds more than its end does: what is stolen on its way here has been used when it arrives.
    /// </summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(60);

    private const string UsedBefore = "the assertion was used before";

    private readonly string _base = listen.InternalBaseUrl.AbsoluteUri.TrimEnd('/');

    public async Task<CallerVerdict> VerifyAsync(Jwt jwt, CallerProof proof, CancellationToken cancellationToken)
    {
        // The signature first, and one is verified in any case: what follows is told only to whoever has the key.
        if (directory.Authenticate(jwt) is not { } signed)
        {
            return CallerVerdict.Unknown("no key of a caller signed the assertion");
        }

        if (jwt.Subject != jwt.Issuer || (proof.ClientId ?? jwt.Issuer) != jwt.Issuer)
        {
            return CallerVerdict.Unknown("iss, sub and client_id of the assertion differ");
        }

        if (!jwt.Audiences.Any(audience => IsMeant(audience.TrimEnd('/'), proof.Path)))
        {
            return CallerVerdict.Unknown("the assertion is for another audience");
        }

        var now = time.GetUtcNow();
        if (JwtLife.WhyNot(jwt, now) is { } reason)
        {
            return CallerVerdict.Unknown(reason);
        }

        if (jwt.ExpiresAt > now + LongestLife + Skew)
        {
            return CallerVerdict.Unknown("the assertion lives too long");
        }

        if (string.IsNullOrEmpty(jwt.Id))
        {
            return CallerVerdict.Unknown("the assertion has no jti");
        }

        var used = UsedAssertion.Of(signed.Caller.ClientId, jwt.Id, jwt.ExpiresAt!.Value + Skew);
        if (register.Remembers(used))
        {
            // Whoever shows another's assertion again shall not use up that one's rate.
            return CallerVerdict.Unknown(UsedBefore);
        }

        // Before the row is written: everybody waits for the store's one writer.
        var counted = signed.Count();
        if (counted.Refusal is not CallerRefusal.None)
        {
            return counted;
        }

        if (!await register.TryUseAsync(used, cancellationToken))
        {
            return CallerVerdict.Unknown(UsedBefore);
        }

        signed.Credential.Touch(now);
        return counted;
    }

    private bool IsMeant(string audience, string path) =>
        audience == _base || audience == _base + "/token" || audience == _base + path.TrimEnd('/');
}
