using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Storage;

public static class StorageServices
{
    public static void AddStorage(this IServiceCollection services, StorageOptions storage, KeyProtectionOptions keys)
    {
        services.AddKeyRing(keys);
        services.AddDbContextFactory<ConnectorDbContext>(options => options
            .UseSqlite(storage.ConnectionString.Reveal())
            .AddInterceptors(new SqliteSettings())
            // A lost race is nothing to report, and whatever else fails is reported by who asked for it.
            .ConfigureWarnings(events => events.Log(
                (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug))));
        services.AddSingleton<SecretProtector>();
        services.AddSingleton<StoreFiles>();
        services.AddSingleton<SqliteFileLock>();
        services.AddSingleton<StoreOpening>();
        services.AddSingleton<Retention>();
        services.AddSingleton<IStartupCheck, StoreStartupCheck>();
    }
}
