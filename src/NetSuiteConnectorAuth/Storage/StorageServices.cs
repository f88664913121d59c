using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Storage;

public static class StorageServices
{
    private static readonly EventId[] Failures =
    [
        RelationalEventId.CommandError, RelationalEventId.ConnectionError, RelationalEventId.TransactionError,
        CoreEventId.QueryIterationFailed, CoreEventId.SaveChangesFailed,
    ];

    private static readonly HashSet<EventId> Watched = [.. Failures, RelationalEventId.TransactionCommitted, CoreEventId.SaveChangesCompleted];

    public static void AddStorage(this IServiceCollection services, StorageOptions storage, KeyProtectionOptions keys)
    {
        services.AddKeyRing(keys);
        services.AddDbContextFactory<ConnectorDbContext>((provider, options) =>
        {
            var watch = provider.GetRequiredService<StoreWatch>();
            options
                .UseSqlite(storage.OfExisting().Reveal())
                .AddInterceptors(new SqliteSettings())
                .LogTo((id, _) => Watched.Contains(id), data => Note(data, watch))
                // A lost race is nothing to report, and whatever else fails is reported by who asked for it.
                .ConfigureWarnings(events => events.Log([.. Failures.Select(id => (id, LogLevel.Debug))]));
        });
        services.AddSingleton<StoreWatch>();
        services.AddSingleton<StoreProbe>();
        services.AddSingleton<WriterTurns>();
        services.AddSingleton<SecretProtector>();
        services.AddSingleton<StoreFiles>();
        services.AddSingleton<SqliteFileLock>();
        services.AddSingleton<StoreOpening>();
        services.AddSingleton<Retention>();
        services.AddSingleton<IStartupCheck, StoreStartupCheck>();
    }

    /// <summary>What is saved inside a longer transaction is written with that.</summary>
    private static void Note(EventData data, StoreWatch watch)
    {
        switch (data)
        {
            case IErrorEventData failed:
                watch.Failed(failed.Exception);
                break;
            case SaveChangesCompletedEventData { EntitiesSavedCount: > 0, Context.Database.CurrentTransaction: null }:
            case TransactionEndEventData:
                watch.Wrote();
                break;
        }
    }
}
