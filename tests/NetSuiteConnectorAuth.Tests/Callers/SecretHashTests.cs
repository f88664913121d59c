using NetSuiteConnectorAuth.Callers;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

public sealed class SecretHashTests
{
    // FIPS 180-2, appendix B.1.
    private const string OfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void It_is_the_SHA_256_of_the_secret_in_hex() => Assert.Equal(OfAbc, SecretHash.Of(new Secret("abc")).ToString());

    [Fact]
    public void Its_text_in_either_case_matches_the_secret()
    {
        Assert.True(SecretHash.Parse(OfAbc)!.Matches(DigestOf("abc")));
        Assert.True(SecretHash.Parse("sha256:" + OfAbc[7..].ToUpperInvariant())!.Matches(DigestOf("abc")));
        Assert.False(SecretHash.Parse(OfAbc)!.Matches(DigestOf("abd")));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(100_000)]
    public void A_secret_may_have_any_length(int length)
    {
        var secret = new string('ü', length);

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)), DigestOf(secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("sha256:")]
    [InlineData("sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015zz")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Nothing_else_is_a_hash(string text) => Assert.Null(SecretHash.Parse(text));

    private static byte[] DigestOf(string secret)
    {
        var digest = new byte[32];
        SecretHash.Compute(new Secret(secret), digest);
        return digest;
    }
}
