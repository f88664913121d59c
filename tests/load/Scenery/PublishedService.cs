using System.Diagnostics;

namespace Load;

/// <summary>The service as the container image has it: published, compiled ahead of time, configured by its environment alone.</summary>
internal sealed class PublishedService : IDisposable
{
    private const string Project = "src/NetSuiteConnectorAuth";
    private const string Solution = "NetSuiteConnectorAuth.sln";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nsca-published-");

    private PublishedService()
    {
    }

    public static PublishedService Publish()
    {
        var published = new PublishedService();
        Console.Error.WriteLine("Publishing the service …");
        using var publish = Process.Start("dotnet", [
            "publish", Path.Combine(TopLevel(), Project), "-c", "Release", "--use-current-runtime", "--self-contained", "false", "-p:PublishReadyToRun=true",
            "-o", published._folder.FullName, "-v", "quiet", "--nologo",
        ]);
        publish.WaitForExit();
        return publish.ExitCode == 0 ? published : throw new InvalidOperationException($"{Project} could not be published.");
    }

    /// <summary>The repository's: <c>dotnet run</c> may start a program in its own folder.</summary>
    private static string TopLevel()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, Solution)))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{Solution} is nowhere above {AppContext.BaseDirectory}");
        }

        return folder.FullName;
    }

    public Running Start(IReadOnlyDictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(_folder.FullName, "NetSuiteConnectorAuth.dll")]) { RedirectStandardOutput = true };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new Running(process);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Killed when it is disposed: nothing is under way that it would have to finish.</summary>
    internal sealed class Running(Process process) : IDisposable
    {
        public long ResidentMemory
        {
            get
            {
                process.Refresh();
                return process.WorkingSet64;
            }
        }

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
