using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>Proof Key for Code Exchange, RFC 7636, S256 only.</summary>
public static class Pkce
{
    /// <summary>BASE64URL(SHA256(ASCII(code_verifier))), RFC 7636 §4.2.</summary>
    public static string Challenge(Secret verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier.Reveal())));
}
