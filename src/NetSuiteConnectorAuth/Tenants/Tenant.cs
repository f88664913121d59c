using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>
/// One NetSuite account through one integration record, as one role and one user. The only way to change it is a verb below;
/// each takes the time and says whether the present state allows it.
/// </summary>
public sealed class Tenant
{
    private Tenant(TenantName name, string integration, ScopeSet scopes, DateTimeOffset createdAt)
    {
        Name = name;
        Integration = integration;
        Scopes = scopes;
        CreatedAt = createdAt;
        UpdatedAt = createdAt;
    }

    public TenantName Name { get; private set; }

    public string Integration { get; private set; }

    public ScopeSet Scopes { get; private set; }

    public AccountId? Account { get; private set; }

    public int? Role { get; private set; }

    public int? Entity { get; private set; }

    /// <summary>The origins where the account answers.</summary>
    public string? RestUrl { get; private set; }

    public string? RestletUrl { get; private set; }

    public TenantStatus Status { get; private set; } = TenantStatus.Pending;

    public TenantHealth Health { get; private set; } = TenantHealth.Unknown;

    /// <summary>A stable code, null unless <see cref="Health"/> is failing.</summary>
    public string? HealthReason { get; private set; }

    public DateTimeOffset? HealthSince { get; private set; }

    /// <summary>The first of the refusals in a row that NetSuite did not say were for good; null after a token.</summary>
    public DateTimeOffset? RefusedSince { get; private set; }

    /// <summary>How many they are.</summary>
    public int Refusals { get; private set; }

    /// <summary>Changes with scope, role, certificate and disconnect: tokens of an older generation are neither stored nor served.</summary>
    public int Generation { get; private set; }

    public DateTimeOffset? LastTokenAt { get; private set; }

    public DateTimeOffset? ConnectedAt { get; private set; }

    /// <summary>Taken down then and not connected since: a consent that fails leads back there.</summary>
    public DateTimeOffset? DisconnectedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Counts the changes; a writer that read an older version loses (optimistic concurrency).</summary>
    public long Version { get; private set; }

    /// <summary>Was this tenant ever connected? Then it belongs to its account for good.</summary>
    public bool BelongsToAccount => ConnectedAt is not null;

    public static Tenant Open(TenantName name, string integration, ScopeSet scopes, DateTimeOffset now) => new(name, integration, scopes, now);

    /// <summary>A person consented. A connected tenant stays connected: its certificate signs until the new one is proven.</summary>
    public Transition BeginProvisioning(ConsentedIdentity identity, DateTimeOffset now)
    {
        if (BelongsToAccount && Account != identity.Account)
        {
            return Transition.Refused(Status);
        }

        if (Status is not TenantStatus.Connected)
        {
            Status = TenantStatus.Provisioning;
            if (!BelongsToAccount)
            {
                TakeIdentity(identity);
            }
        }

        Touch(now);
        return Transition.Applied;
    }

    /// <summary>The new certificate is proven and signs from now on, as the identity it was consented with.</summary>
    public Transition Activate(ConsentedIdentity identity, string integration, ScopeSet scopes, DateTimeOffset now)
    {
        if (Status is TenantStatus.Pending or TenantStatus.Disconnected || (BelongsToAccount && Account != identity.Account))
        {
            return Transition.Refused(Status);
        }

        TakeIdentity(identity);
        Integration = integration;
        Scopes = scopes;
        Status = TenantStatus.Connected;
        (RefusedSince, Refusals) = (null, 0);
        ConnectedAt ??= now;
        DisconnectedAt = null;
        LastTokenAt = now;
        Generation++;
        Observe(TenantHealth.Ok, null, now);
        return Transition.Applied;
    }

    /// <summary>The certificate could not be made good: back to where a person can try again. A connected tenant is not touched.</summary>
    public Transition FailProvisioning(string reason, DateTimeOffset now)
    {
        if (Status is TenantStatus.Connected)
        {
            Touch(now);
            return Transition.Applied;
        }

        if (Status is not TenantStatus.Provisioning)
        {
            return Transition.Refused(Status);
        }

        Status = DisconnectedAt is not null ? TenantStatus.Disconnected : BelongsToAccount ? TenantStatus.ReconnectRequired : TenantStatus.Pending;
        Observe(TenantHealth.Failing, reason, now);
        return Transition.Applied;
    }

    /// <summary>A consent ended without a certificate being begun (denied, mismatched, interrupted): the admin must start again.</summary>
    public Transition ConsentFailed(string reason, DateTimeOffset now)
    {
        if (Status is TenantStatus.Pending)
        {
            Observe(TenantHealth.Failing, reason, now);
            return Transition.Applied;
        }

        return Transition.Refused(Status);
    }

    /// <summary>NetSuite refuses for good; only a person can mend it.</summary>
    public Transition RequireReconnect(string reason, DateTimeOffset now)
    {
        if (Status is not TenantStatus.Connected)
        {
            return Transition.Refused(Status);
        }

        Status = TenantStatus.ReconnectRequired;
        Observe(TenantHealth.Failing, reason, now);
        return Transition.Applied;
    }

    /// <summary>NetSuite takes the same certificate again: what was broken was mended over there.</summary>
    public Transition Recover(DateTimeOffset now)
    {
        if (Status is not TenantStatus.ReconnectRequired)
        {
            return Transition.Refused(Status);
        }

        Status = TenantStatus.Connected;
        LastTokenAt = now;
        (RefusedSince, Refusals) = (null, 0);
        Observe(TenantHealth.Ok, null, now);
        return Transition.Applied;
    }

    /// <summary>Taken down on request: from this moment there are no tokens. Whatever the state was; once is enough.</summary>
    public Transition Disconnect(DateTimeOffset now)
    {
        if (Status is TenantStatus.Disconnected)
        {
            return Transition.Refused(Status);
        }

        Status = TenantStatus.Disconnected;
        DisconnectedAt = now;
        Generation++;
        (RefusedSince, Refusals) = (null, 0);
        Observe(TenantHealth.Unknown, null, now);
        return Transition.Applied;
    }

    /// <summary>NetSuite issued a token.</summary>
    public Transition TokenIssued(DateTimeOffset now)
    {
        if (Status is not TenantStatus.Connected)
        {
            return Transition.Refused(Status);
        }

        LastTokenAt = now;
        (RefusedSince, Refusals) = (null, 0);
        Observe(TenantHealth.Ok, null, now);
        return Transition.Applied;
    }

    /// <summary>NetSuite refused a token in words that it also has for bad moments: it counts when it goes on.</summary>
    public Transition TokenRefused(string reason, DateTimeOffset now)
    {
        if (Status is not TenantStatus.Connected)
        {
            return Transition.Refused(Status);
        }

        RefusedSince ??= now;
        Refusals++;
        Observe(TenantHealth.Failing, reason, now);
        return Transition.Applied;
    }

    /// <summary>NetSuite did not issue a token, for a reason that may pass.</summary>
    public Transition TokenFailed(string reason, DateTimeOffset now)
    {
        if (Status is not TenantStatus.Connected)
        {
            return Transition.Refused(Status);
        }

        Observe(TenantHealth.Failing, reason, now);
        return Transition.Applied;
    }

    private void TakeIdentity(ConsentedIdentity identity)
    {
        Account = identity.Account;
        Role = identity.Role;
        Entity = identity.Entity;
        RestUrl = identity.RestUrl;
        RestletUrl = identity.RestletUrl;
    }

    private void Observe(TenantHealth health, string? reason, DateTimeOffset now)
    {
        if (Health != health || HealthReason != reason)
        {
            Health = health;
            HealthReason = reason;
            HealthSince = now;
        }

        Touch(now);
    }

    private void Touch(DateTimeOffset now)
    {
        UpdatedAt = now;
        Version++;
    }
}
