using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>Makes and reads connect links. The token is encrypted and authenticated, so it can be neither read nor changed.</summary>
public sealed class ConnectLinks(IDataProtectionProvider provider, ListenOptions listen)
{
    private const int LongestToken = 4096;

    private readonly IDataProtector _protector = provider.CreateProtector("NetSuiteConnectorAuth", "ConnectLink", "v1");

    public Uri UrlOf(ConnectLink link)
    {
        var content = new Content(
            link.Id, link.Tenant.Value, link.Integration, link.Account?.Value, link.ReturnUrl, link.ExpiresAt.ToUnixTimeSeconds());
        return listen.PublicUrl($"/connect/{_protector.Protect(JsonSerializer.Serialize(content))}");
    }

    /// <summary>False when we did not make it. Whether it has expired is for the caller to judge.</summary>
    public bool TryRead(string token, [NotNullWhen(true)] out ConnectLink? link)
    {
        link = null;
        if (token.Length > LongestToken)
        {
            return false;
        }

        try
        {
            var content = JsonSerializer.Deserialize<Content>(_protector.Unprotect(token))!;
            link = new ConnectLink(
                content.Id,
                TenantName.Parse(content.Tenant),
                content.Integration,
                content.Account is null ? null : AccountId.Parse(content.Account),
                content.ReturnUrl,
                DateTimeOffset.FromUnixTimeSeconds(content.ExpiresAt));
            return true;
        }
        catch (CryptographicException)
        {
            // Not ours, or changed on the way.
            return false;
        }
    }

    private sealed record Content(string Id, string Tenant, string Integration, string? Account, string? ReturnUrl, long ExpiresAt);
}
