using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>Opens the store before a port is bound, and says in a sentence what an operator can do when it cannot be opened.</summary>
public sealed partial class StoreStartupCheck(StoreOpening store, StoreFiles files, ILogger<StoreStartupCheck> logger) : IStartupCheck
{
    private const int SqliteBusy = 5;

    public async Task<StartupFault?> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.OpenAsync(cancellationToken);
            if (files.ReadableByEverybody() is { Count: > 0 } readable)
            {
                Log.ReadableByEverybody(logger, string.Join(", ", readable));
            }

            return null;
        }
        catch (CryptographicException e) when (e.GetBaseException() is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be used says nothing of what is in it: no key is lost.
            Log.KeyRingUnusable(logger, e);
            return new StartupFault(
                ExitCodes.Configuration,
                $"KeyProtection:KeyRingPath: the folder of the key ring cannot be read or written: {e.GetBaseException().Message}");
        }
        catch (CryptographicException e)
        {
            Log.KeyRingUnusable(logger, e);
            return new StartupFault(
                ExitCodes.Configuration,
                "KeyProtection: the key ring cannot open this store. Restore the folder of KeyProtection:KeyRingPath that was used with it, "
                + "and its certificate (KeyProtection:CertificatePath, or PreviousCertificatePaths); without them the keys in the store are lost "
                + "and every tenant must connect again with a new store.");
        }
        catch (NewerStoreException e)
        {
            return new StartupFault(
                ExitCodes.Unavailable,
                $"Storage: {e.Message} Start that version or a later one, or restore the backup from before the upgrade. Nothing was changed.");
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
        {
            Log.StoreUnreachable(logger, e);
            return new StartupFault(
                ExitCodes.Unavailable,
                $"Storage: the store cannot be opened: {e.Message}{Hint(e)}");
        }
    }

    private static string Hint(Exception e) =>
        e is StoreTakenException or SqliteException { SqliteErrorCode: SqliteBusy } ? " One process a SQLite file: is another one running on it?" : "";

    private static partial class Log
    {
        [LoggerMessage(920, LogLevel.Debug, "The key ring is not usable")]
        public static partial void KeyRingUnusable(ILogger logger, Exception exception);

        [LoggerMessage(921, LogLevel.Debug, "The store cannot be opened")]
        public static partial void StoreUnreachable(ILogger logger, Exception exception);

        [LoggerMessage(922, LogLevel.Warning, "The store or its keys can be read by everybody on this machine: {Paths}. Take that right away (chmod o=)")]
        public static partial void ReadableByEverybody(ILogger logger, string paths);
    }
}
