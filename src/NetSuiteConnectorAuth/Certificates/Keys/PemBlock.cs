using System.Security.Cryptography;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>One block of a PEM text (RFC 7468). What stands between blocks, such as openssl's "Bag Attributes", is passed over.</summary>
internal sealed record PemBlock(string Label, byte[] Der)
{
    public bool IsCertificate => Label == "CERTIFICATE";

    public bool IsPrivateKey => Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    public static IReadOnlyList<PemBlock> AllOf(string text)
    {
        var blocks = new List<PemBlock>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            blocks.Add(new PemBlock(rest[fields.Label].ToString(), Convert.FromBase64String(rest[fields.Base64Data].ToString())));
            rest = rest[fields.Location.End..];
        }

        return blocks;
    }

    /// <summary>A record would print its members, and this one may hold a private key.</summary>
    public override string ToString() => Label;
}
