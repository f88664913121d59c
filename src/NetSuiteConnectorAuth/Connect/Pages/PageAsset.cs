using System.Buffers.Text;
using System.Security.Cryptography;

namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>Bytes that never change while the process runs, named by their own hash.</summary>
public sealed class PageAsset(byte[] content, string contentType)
{
    public ReadOnlyMemory<byte> Content => content;

    public string ContentType => contentType;

    /// <summary>The first 96 bits of the SHA-256, as base64url: in the address, so that a change is fetched at once.</summary>
    public string Version { get; } = Base64Url.EncodeToString(SHA256.HashData(content).AsSpan(0, 12));
}
