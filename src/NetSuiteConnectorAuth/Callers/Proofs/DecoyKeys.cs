using System.Security.Cryptography;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>
/// Keys that nobody has the private half of. A JWT of a caller that is not known, or has no key for the algorithm, is verified with one
/// of these, so that a refusal takes about as long as that of a wrong signature and time does not tell which callers there are.
/// </summary>
public sealed class DecoyKeys
{
    private readonly VerificationKey[] _keys =
    [
        OfCurve(ECCurve.NamedCurves.nistP256), OfCurve(ECCurve.NamedCurves.nistP384), OfCurve(ECCurve.NamedCurves.nistP521), OfRsa(),
    ];

    public void PretendToVerify(Jwt jwt) => _ = Array.Exists(_keys, key => key.Verifies(jwt));

    private static VerificationKey OfCurve(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return VerificationKey.Of(key)!;
    }

    private static VerificationKey OfRsa()
    {
        // An odd number of the right length does: to find two primes would only cost time at every start.
        var modulus = RandomNumberGenerator.GetBytes(256);
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        using var key = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
        return VerificationKey.Of(key)!;
    }
}
