using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>A vendor's backend asks for a link. Nothing is stored: everything the link allows is in the link.</summary>
public sealed class ConnectLinkFlow(
    ConnectLinks links, TenantDirectory directory, NetSuiteOptions netSuite, ConnectOptions options, TimeProvider time)
{
    public ConnectLinkAnswer Create(ConnectLinkRequest request)
    {
        if (!TenantName.TryParse(request.Tenant, out var name))
        {
            return new ConnectLinkAnswer.Refused("tenant_invalid");
        }

        AccountId? account = null;
        if (request.Account is not null && !AccountId.TryParseLoose(request.Account, out account))
        {
            return new ConnectLinkAnswer.Refused("account_invalid");
        }

        if (request.ReturnUrl is not null && !options.ReturnUrls.Contains(request.ReturnUrl))
        {
            return new ConnectLinkAnswer.Refused("return_url_not_allowed");
        }

        if (LifetimeOf(request) is not { } lifetime)
        {
            return new ConnectLinkAnswer.Refused("malformed_request");
        }

        _ = directory.TryGet(name.Value, out var tenant);
        var integration = request.Integration ?? tenant?.Integration ?? netSuite.DefaultIntegration.Name;
        if (!netSuite.Integrations.ContainsKey(integration))
        {
            return new ConnectLinkAnswer.Refused("integration_unknown");
        }

        // A tenant keeps its account; a link to another one could only end in account_mismatch.
        var belongsTo = tenant is { IsBoundToAccount: true } ? tenant.Account : null;
        if (account is not null && belongsTo is not null && account != belongsTo)
        {
            return new ConnectLinkAnswer.Refused("conflict", $"The tenant belongs to account {belongsTo.Value}.");
        }

        var link = new ConnectLink(
            Guid.NewGuid().ToString("N"), name, integration, account ?? belongsTo, request.ReturnUrl, time.GetUtcNow() + lifetime);
        return new ConnectLinkAnswer.Created(links.UrlOf(link), link);
    }

    private TimeSpan? LifetimeOf(ConnectLinkRequest request) => request.ExpiresIn switch
    {
        null => options.LinkLifetime,
        > 0 and var seconds when seconds <= options.LinkLifetime.TotalSeconds => TimeSpan.FromSeconds(seconds),
        _ => null,
    };
}
