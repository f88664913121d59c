using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
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

    /// <summary>No account is its own, so no resource is.</summary>
    private static readonly TenantSnapshot Nobody = new(
        TenantName.Parse("nobody"), "", ScopeSet.Of(["rest_webservices"]), null, null, null, TenantStatus.Pending, IsBoundToAccount: false, 0, 0);

    private readonly FrozenDictionary<string, ScopeSet> _scopes =
        netSuite.Integrations.ToFrozenDictionary(integration => integration.Key, integration => ScopeSet.Of(integration.Value.Scopes));

    /// <summary>Callers are made anew when their configuration is; what was found for one goes with it.</summary>
    private readonly ConditionalWeakTable<Caller, OnlyTenant> _onlyOnes = [];

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

        // The framework would overlook NUL characters at the end.
        return !form.MinimumLife.AsSpan().ContainsAnyExceptInRange('0', '9')
            && int.TryParse(form.MinimumLife, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestMinimumLife
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

        // Whose it is comes first, and an account that nobody has costs what one of others costs.
        return origin is null
            ? OnlyOne(caller)
            : One(directory.OfAccount(origin.Account).DefaultIfEmpty(Nobody).Where(tenant => caller.MaySee(tenant.Name.Value) && origin.IsOf(tenant)), TokenRefusal.UnknownTenant);
    }

    /// <summary>Looked for among all tenants once for each caller, until there are others: jobs that name no tenant ask as often as any.</summary>
    private (TenantSnapshot? Tenant, TokenRefusal Refusal) OnlyOne(Caller caller)
    {
        var state = directory.ChangesOfNames;
        if (_onlyOnes.TryGetValue(caller, out var known) && known.At == state)
        {
            return directory.TryGet(known.Name, out var tenant) ? (tenant, default) : (null, TokenRefusal.TenantNotNamed);
        }

        var found = One(directory.All.Where(tenant => caller.MaySee(tenant.Name.Value)), TokenRefusal.TenantNotNamed);
        _onlyOnes.AddOrUpdate(caller, new OnlyTenant(state, found.Tenant?.Name.Value));
        return found;
    }

    /// <summary>Somebody's attempt to connect a further tenant must not make the connected one ambiguous.</summary>
    private static (TenantSnapshot? Tenant, TokenRefusal Refusal) One(IEnumerable<TenantSnapshot> tenants, TokenRefusal none)
    {
        TenantSnapshot? bound = null, other = null;
        var (areBound, areOthers) = (0, 0);
        foreach (var tenant in tenants)
        {
            if (tenant.IsBoundToAccount)
            {
                (bound, areBound) = (tenant, areBound + 1);
            }
            else
            {
                (other, areOthers) = (tenant, areOthers + 1);
            }
        }

        return (areBound, areOthers) switch
        {
            (1, _) => (bound, default),
            (0, 1) => (other, default),
            (0, 0) => (null, none),
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

    /// <param name="At">The state of the directory it was found in.</param>
    /// <param name="Name">Null when there is none, or more than one.</param>
    private sealed record OnlyTenant(long At, string? Name);
}
