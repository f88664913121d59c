namespace Demo;

/// <summary>Database and key ring. A folder the user named is kept, one of our own is deleted.</summary>
internal sealed class DemoFolder : IDisposable
{
    private DemoFolder(string path, bool isKept) => (Path, IsKept) = (path, isKept);

    public string Path { get; }

    public bool IsKept { get; }

    /// <param name="path">Whole. When the folder is not there, the service makes it, for its own user alone.</param>
    public static DemoFolder Open(string? path) => path is null
        ? new DemoFolder(Directory.CreateTempSubdirectory("netsuite-connector-demo-").FullName, isKept: false)
        : new DemoFolder(path, isKept: true);

    public void Dispose()
    {
        if (!IsKept)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
