using System.Collections.Frozen;
using System.Globalization;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// A job asks for a token, or for an assertion to get one itself: may it, for which tenant, with which scopes? Then
/// <see cref="TokenIssuer"/> or <see cref="AssertionIssuer"/>.
/// </summary>
public sealed class TokenFlow(
    TenantDirectory directory, TokenIssuer issuer, AssertionIssuer assertions, NetSuiteOptions netSuite, TokenOptions options)
{
    private const int LongestMinimumLife = 3000;

    private readonly FrozenDictionary<string, ScopeSet> _scopes =
        netSuite.Integrations.ToFrozenDictionary(integration => integration.Key, integration => ScopeSet.Of(integration.Value.Scopes));

    /// <param name="caller">Who asks; authenticated already.</param>
    /// <param name="tenantInPath">Set by the route that names the tenant in its path.</param>
    public async ValueTask<TokenAnswer> RequestAsync(Caller caller, TokenForm form, string? tenantInPath, CancellationToken cancellationToken)
    {
        if (form.GrantType != TokenForm.ClientCredentials)
        {
            return new TokenAnswer.Refused(form.GrantType is null ? TokenRefusal.MalformedRequest : TokenRefusal.UnsupportedGrantType);
        }

        if (!caller.HasAny(Permissions.Token))
        {
            return new TokenAnswer.Refused(TokenRefusal.UnauthorizedClient);
        }

        if (TryReadMinimumLife(form) is not { } minimumLife || (tenantInPath is not null && form.Tenant is not null))
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

    /// <param name="caller">Who asks; authenticated already.</param>
    /// <param name="form">
    /// Scopes, and a resource that must be the tenant's; a tenant in it is refused, for the path names one. Of the rest nothing counts.
    /// </param>
    public async ValueTask<TokenAnswer> AssertAsync(Caller caller, TokenForm form, string? tenantInPath, CancellationToken cancellationToken)
    {
        if (!caller.HasAny(Permissions.Assertion))
        {
            return new TokenAnswer.Refused(TokenRefusal.UnauthorizedClient);
        }

        if (form.Tenant is not null)
        {
            return new TokenAnswer.Refused(TokenRefusal.MalformedRequest);
        }

        var (tenant, refusal) = FindTenant(caller, tenantInPath, form.Resource);
        if (tenant is null)
        {
            return new TokenAnswer.Refused(refusal);
        }

        var answer = ScopesOf(form, tenant) is { } scopes
            ? await assertions.SignAsync(tenant, scopes, cancellationToken)
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
        TokenResource? origin = null;
        if (resource is not null && !TokenResource.TryParse(resource, out origin))
        {
            return (null, TokenRefusal.UnknownTenant);
        }

        if ((name ?? (origin is null ? caller.OnlyTenant : null)) is { } named)
        {
            return caller.MaySee(named) && directory.TryGet(named, out var tenant) && origin?.IsOf(tenant) is not false
                ? (tenant, default)
                : (null, TokenRefusal.UnknownTenant);
        }

        var candidates = (origin is null ? directory.All : directory.OfAccount(origin.Account).Where(origin.IsOf))
            .Where(tenant => caller.MaySee(tenant.Name.Value));

        // Somebody's attempt to connect a further tenant must not make the connected one ambiguous.
        var connected = candidates.Where(tenant => tenant.IsBoundToAccount).Take(2).ToList();
        return (connected.Count > 0 ? connected : candidates.Take(2).ToList()) switch
        {
            [var only] => (only, default),
            [] when origin is not null => (null, TokenRefusal.UnknownTenant),
            _ => (null, TokenRefusal.TenantNotNamed),
        };
    }

    private ScopeSet? ScopesOf(TokenForm form, TenantSnapshot tenant)
    {
        var allowed = _scopes.GetValueOrDefault(tenant.Integration, tenant.Scopes);
        if (form.Scope is null)
        {
            // What was consented; a scope that was configured since is not the tenant's before it connects anew.
            return tenant.Scopes.IsSubsetOf(allowed) ? tenant.Scopes : tenant.Scopes.CommonWith(allowed) ?? allowed;
        }

        return ScopeSet.TryParse(form.Scope, out var asked) && asked.IsSubsetOf(allowed) ? asked : null;
    }
}
