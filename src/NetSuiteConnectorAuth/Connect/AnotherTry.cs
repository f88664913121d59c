using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// Where a person who is told to connect again can do so: the link they came by while it lives, or the self-service page while there is
/// one. Only for the browser that began: whoever has the address may connect.
/// </summary>
public sealed class AnotherTry(ConnectLinks links, ConnectOptions options, ListenOptions listen, TimeProvider time)
{
    public Uri? After(ConsentState consent) =>
        At(consent.LinkId, consent.LinkExpiresAt, consent.Tenant, consent.Integration, consent.PinnedAccount, consent.ReturnUrl);

    public Uri? After(Issuance issuance) => issuance.Kind is IssuanceKind.Consent
        ? At(issuance.LinkId, issuance.LinkExpiresAt, issuance.Tenant, issuance.Integration, issuance.PinnedAccount, issuance.ReturnUrl)
        : null;

    private Uri? At(string? linkId, DateTimeOffset? expiresAt, TenantName? tenant, string integration, AccountId? account, string? returnUrl) =>
        (linkId, tenant, expiresAt) switch
        {
            (null, _, _) => options.SelfService ? listen.PublicUrl("/connect") : null,
            (_, not null, { } end) when end > time.GetUtcNow() => links.UrlOf(new ConnectLink(linkId, tenant, integration, account, returnUrl, end)),
            _ => null,
        };
}
