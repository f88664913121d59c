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
            return Refuse(ErrorCode.TenantInvalid);
        }

        AccountId? account = null;
        if (request.Account is not null && !AccountId.TryParseLoose(request.Account, out account))
        {
            return Refuse(ErrorCode.AccountInvalid);
        }

        if (request.ReturnUrl is not null && !options.ReturnUrls.Contains(request.ReturnUrl))
        {
            return Refuse(ErrorCode.ReturnUrlNotAllowed);
        }

        if (LifetimeOf(request) is not { } lifetime)
        {
            return Refuse(ErrorCode.MalformedRequest, $"The member 'expires_in' must be from 1 to {(long)options.LinkLifetime.TotalSeconds} (seconds; Connect:LinkLifetime).");
        }

        _ = directory.TryGet(name.Value, out var tenant);
        var integration = request.Integration ?? tenant?.Integration ?? netSuite.DefaultIntegration?.Name;
        if (integration is null || !netSuite.Integrations.ContainsKey(integration))
        {
            return Refuse(ErrorCode.IntegrationUnknown);
        }

        // A tenant keeps its account; a link to another one could only end in account_mismatch.
        var belongsTo = tenant is { IsBoundToAccount: true } ? tenant.Account : null;
        if (account is not null && belongsTo is not null && account != belongsTo)
        {
            return Refuse(ErrorCode.Conflict, $"The tenant belongs to account {belongsTo.Value}.");
        }

        var link = new ConnectLink(
            Guid.NewGuid().ToString("N"), name, integration, account ?? belongsTo, request.ReturnUrl, time.GetUtcNow() + lifetime);
        return new ConnectLinkAnswer.Created(links.UrlOf(link), link);
    }

    private static ConnectLinkAnswer.Refused Refuse(ErrorCode code, string? detail = null) => new(new Refusal(code, detail));

    private TimeSpan? LifetimeOf(ConnectLinkRequest request) => request.ExpiresIn switch
    {
        null => options.LinkLifetime,
        > 0 and var seconds when seconds <= options.LinkLifetime.TotalSeconds => TimeSpan.FromSeconds(seconds),
        _ => null,
    };
}
