using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Connect;

public static class ConnectServices
{
    public static void AddConnect(this IServiceCollection services, BrandingOptions branding, ListenOptions listen, NetSuiteOptions netSuite)
    {
        services.AddRazorComponents();
        var vendor = new Branding(
            branding.Name ?? "NetSuite connector", branding.LogoPath is not null, branding.AccentColor, branding.SupportUrl?.OriginalString);
        services.AddSingleton(vendor);
        services.AddSingleton(PageResults.Refusals(vendor));
        services.AddSingleton(PageAssets.Load(branding.AccentColor, branding.LogoPath));
        services.AddSingleton(new PageHeaders(listen.PublicBaseUrl, [netSuite.Endpoints.Authorization, netSuite.Endpoints.AuthorizationAnyAccount]));
        services.AddSingleton<ConnectLinks>();
        services.AddSingleton<AnotherTry>();
        services.AddSingleton<ConnectLinkFlow>();
        services.AddSingleton<ConsentRedemption>();
        services.AddSingleton<ConnectFlow>();
        services.AddSingleton<CallbackFlow>();
        services.AddSingleton<ConnectResults>();
    }
}
