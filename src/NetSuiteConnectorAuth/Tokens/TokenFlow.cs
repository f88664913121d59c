using System.Globalization;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>A job asks for a token: may it, for which tenant, with which scopes? Then <see cref="TokenIssuer"/>.</summary>
public sealed class TokenFlow(TenantDirectory directory, TokenIssuer issuer, NetSuiteOptions netSuite, TokenOptions options)
{
    private const int LongestMinimumLife = 3000;

    /// <param name="caller">Who asks; authenticated already.</param>
    /// <param name="tenantInPath">Set by the route that names the tenant in its path.</param>
    public async Task<TokenAnswer> RequestAsync(Caller caller, TokenForm form, string? tenantInPath, CancellationToken cancellationToken)
    {
        if (form.GrantType != "client_credentials")
        {
            return new TokenAnswer.Refused(form.GrantType is null ? TokenRefusal.MalformedRequest : TokenRefusal.UnsupportedGrantType);
        }

        if (!caller.HasAny(Permissions.Token))
        {
            return new TokenAnswer.Refused(TokenRefusal.UnauthorizedClient);
        }

        if (TryReadMinimumLife(form) is not { } minimumLife || (tenantInPath is not null && (form.Tenant ?? form.Resource) is not null))
        {
            return new TokenAnswer.Refused(TokenRefusal.MalformedRequest);
        }

        var (tenant, refusal) = FindTenant(caller, tenantInPath ?? form.Tenant, form.Resource);
        if (tenant is null)
        {
            return new TokenAnswer.Refused(refusal);
        }

        var answer = ScopesOf(form, tenant) is { } scopes
            ? await issuer.GetAsync(new TokenDemand(tenant, scopes, minimumLife, form.Rejected), cancellationToken)
            : new TokenAnswer.Refused(TokenRefusal.InvalidScope);
        return answer is TokenAnswer.Refused refused ? refused with { Tenant = tenant.Name.Value } : answer;
    }

    private TimeSpan? TryReadMinimumLife(TokenForm form)
    {
        if (form.MinimumLife is null)
        {
            return options.MinimumLifetime;
        }

        return int.TryParse(form.MinimumLife, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestMinimumLife
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    /// <summary>A tenant that is not the caller's is not found, exactly like one that does not exist.</summary>
    private (TenantSnapshot? Tenant, TokenRefusal Refusal) FindTenant(Caller caller, string? name, string? resource)
    {
        if (name is not null)
        {
            return caller.MaySee(name) && directory.TryGet(name, out var named) && (resource is null || IsResourceOf(named, resource))
                ? (named, default)
                : (null, TokenRefusal.UnknownTenant);
        }

        var candidates = directory.All.Where(tenant => caller.MaySee(tenant.Name.Value) && (resource is null || IsResourceOf(tenant, resource)));
        return candidates.Take(2).ToList() switch
        {
            [var only] => (only, default),
            [] when resource is not null => (null, TokenRefusal.UnknownTenant),
            _ => (null, TokenRefusal.MalformedRequest),
        };
    }

    /// <summary>RFC 8707: the origin the token is for, NetSuite's own for the account or the one discovery gave.</summary>
    private static bool IsResourceOf(TenantSnapshot tenant, string resource)
    {
        if (tenant.Account is null || !Uri.TryCreate(resource, UriKind.Absolute, out var uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return false;
        }

        var isItsOrigin = uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && uri.AbsolutePath == "/" && uri.UserInfo.Length == 0
            && (uri.Host == $"{tenant.Account.HostLabel}.suitetalk.api.netsuite.com" || uri.Host == $"{tenant.Account.HostLabel}.restlets.api.netsuite.com");
        return isItsOrigin || resource.TrimEnd('/') == tenant.RestUrl || resource.TrimEnd('/') == tenant.RestletUrl;
    }

    private ScopeSet? ScopesOf(TokenForm form, TenantSnapshot tenant)
    {
        var allowed = netSuite.Integrations.TryGetValue(tenant.Integration, out var integration)
            ? ScopeSet.Of(integration.Scopes)
            : tenant.Scopes;
        if (form.Scope is null)
        {
            return allowed;
        }

        return ScopeSet.TryParse(form.Scope, out var asked) && asked.IsSubsetOf(allowed) ? asked : null;
    }
}
