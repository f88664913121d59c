using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Storage;

public static class StorageServices
{
    public static void AddStorage(this IServiceCollection services, StorageOptions storage, KeyProtectionOptions keys)
    {
        services.AddKeyRing(keys);
        services.AddDbContextFactory<ConnectorDbContext>(options => options
            .UseSqlite(storage.ConnectionString.Reveal())
            .AddInterceptors(new SqliteSettings()));
        services.AddSingleton<SecretProtector>();
        services.AddSingleton<StoreFiles>();
        services.AddSingleton<SqliteFileLock>();
        services.AddSingleton<StoreOpening>();
        services.AddSingleton<Retention>();
        services.AddSingleton<IStartupCheck, StoreStartupCheck>();
    }
}
