using System.Diagnostics.CodeAnalysis;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The <c>resource</c> of a token request (RFC 8707): one of NetSuite's origins of an account, or the origin at which the account really
/// answers.
/// </summary>
public sealed class TokenResource
{
    private static readonly string[] Domains = [".suitetalk.api.netsuite.com", ".restlets.api.netsuite.com"];

    private readonly string _origin;

    private TokenResource(string origin, AccountId account) => (_origin, Account) = (origin, account);

    /// <summary>Whose label begins the host or, at a simulator, the path segment that stands for the host.</summary>
    public AccountId Account { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out TokenResource? resource)
    {
        resource = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || (uri.UserInfo + uri.Query + uri.Fragment).Length > 0)
        {
            return false;
        }

        var host = uri.AbsolutePath == "/" ? uri.Host : uri.AbsolutePath.Trim('/');
        resource = AccountId.TryParse(host.Split('.')[0], out var account) ? new(uri.AbsoluteUri.TrimEnd('/'), account) : null;
        return resource is not null;
    }

    public bool IsOf(TenantSnapshot tenant) =>
        tenant.Account == Account
        && (_origin == tenant.RestUrl || _origin == tenant.RestletUrl || Domains.Any(domain => _origin == $"https://{Account.HostLabel}{domain}"));
}
