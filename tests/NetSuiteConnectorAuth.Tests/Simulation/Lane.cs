namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>What seeds that run one after the other share: a clock, a NetSuite, and a migrated store to copy.</summary>
internal sealed class Lane : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _template;

    private Lane(string folder, string template, InProcessNetSuite remote, SimulatedTime time)
    {
        (_folder, _template, Remote, Time) = (folder, template, remote, time);
        Keys = Path.Combine(folder, "keys");
    }

    public SimulatedTime Time { get; }

    public InProcessNetSuite Remote { get; }

    public string Keys { get; }

    public static async Task<Lane> OpenAsync()
    {
        // In memory where there is such a folder: the store waits for the disk at every commit, and no power is lost here.
        var folder = Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory($"/dev/shm/nsca-{Guid.NewGuid():N}").FullName
            : Directory.CreateTempSubdirectory("nsca-").FullName;
        var time = new SimulatedTime();
        var template = Path.Combine(folder, "template.db");
        await (await Node.StartAsync(template, Path.Combine(folder, "keys"), time, null)).DisposeAsync();
        return new Lane(folder, template, await InProcessNetSuite.StartAsync(time, Node.PublicUrl + "/callback"), time);
    }

    public string NewDatabase(int seed)
    {
        var database = Path.Combine(_folder, $"{seed}.db");
        File.Copy(_template, database, overwrite: true);
        return database;
    }

    public void Forget(string database)
    {
        foreach (var file in Directory.EnumerateFiles(_folder, Path.GetFileName(database) + "*"))
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Remote.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
