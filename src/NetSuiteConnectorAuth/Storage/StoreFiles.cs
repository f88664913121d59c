using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// Where the store and its keys lie on disk. What we make there nobody but the user of this process can read; what was there before is
/// the operator's and left as it is. Windows has no modes: there a folder has the access rights of the one it is in.
/// </summary>
public sealed class StoreFiles(StorageOptions storage, KeyProtectionOptions keys)
{
    private const UnixFileMode OwnFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharing = unchecked((int)0x80070020);

    private readonly SqliteConnectionStringBuilder _connection = new(storage.ConnectionString.Reveal());

    private string Database => Path.GetFullPath(_connection.DataSource);

    private string DataFolder => Path.GetDirectoryName(Database)!;

    private string KeyFolder => Path.GetFullPath(keys.KeyRingPath);

    /// <exception cref="CryptographicException">The folder of the key ring cannot be made: without one there are no keys.</exception>
    public void MakeFolders()
    {
        MakeFolder(DataFolder);
        try
        {
            MakeFolder(KeyFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CryptographicException("The folder of the key ring cannot be made.", e);
        }
    }

    /// <summary>The file beside the database that only one process can have open.</summary>
    /// <exception cref="StoreTakenException">Another process has it.</exception>
    public FileStream OpenLock()
    {
        try
        {
            return Open(Database + ".lock");
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && e.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharing)
        {
            throw new StoreTakenException(e);
        }
    }

    /// <summary>SQLite would make it as readable as the umask allows; to <c>-wal</c> and <c>-shm</c> it gives the mode of the database.</summary>
    public void MakeDatabase()
    {
        if (_connection.Mode == SqliteOpenMode.ReadWriteCreate && !File.Exists(Database))
        {
            Open(Database).Dispose();
        }
    }

    /// <summary>Which file is at the path of the database; null when none is.</summary>
    public string? Identity() => FileIdentity.Of(Database);

    /// <summary>The names of the files that hold the keys of the ring.</summary>
    public IReadOnlyList<string> Keys()
    {
        try
        {
            return Directory.Exists(KeyFolder) ? [.. Directory.EnumerateFiles(KeyFolder, "key-*.xml").Select(Path.GetFileName).OfType<string>()] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be listed now, the next start could not read either.
            return [];
        }
    }

    /// <summary>What is left on the disk of the database, in bytes; null when nobody can tell.</summary>
    public long? FreeSpace()
    {
        try
        {
            return new DriveInfo(DataFolder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public IReadOnlyList<string> ReadableByEverybody()
    {
        var data = Directory.EnumerateFiles(DataFolder, Path.GetFileName(Database) + "*");
        var keyRing = Directory.EnumerateFiles(KeyFolder);
        return [.. ((string[])[DataFolder, .. data, KeyFolder, .. keyRing]).Where(IsReadableByEverybody)];
    }

    /// <summary>The group does not count: that is how an orchestrator gives a volume to the user of a container.</summary>
    private static bool IsReadableByEverybody(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0;

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            // One by one: of those above it that are not there either, the framework would let everybody in.
            if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
            {
                MakeFolder(parent);
            }

            Directory.CreateDirectory(path, OwnFolder);
        }
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnFile;
        }

        return new FileStream(path, options);
    }
}
