using NetSuiteConnectorAuth.Tenants.Import;

namespace NetSuiteConnectorAuth.Tenants;

public static class TenantServices
{
    public static void AddTenants(this IServiceCollection services)
    {
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<TenantQueries>();
        services.AddSingleton<DisconnectFlow>();
        services.AddSingleton<ImportJudge>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<ImportFlow>();
    }
}
