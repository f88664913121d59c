using NetSuiteConnectorAuth.Hosting;

namespace Demo;

/// <summary>The service beside a NetSuite look-alike: click through the main job, or watch it walk by itself.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misunderstood = 64;

    public static async Task<int> Main(string[] args)
    {
        var screen = Screen.OfConsole();
        if (DemoArguments.Parse(args) is not { } arguments)
        {
            Console.Error.WriteLine(DemoArguments.Usage);
            return Misunderstood;
        }

        if (arguments.ShowHelp)
        {
            Console.WriteLine(DemoArguments.Usage);
            return Done;
        }

        try
        {
            await using var deployment = await DemoDeployment.StartAsync(arguments.DataFolder, CancellationToken.None);
            screen.Title("NetSuite Connector Auth · demo", $"started in {deployment.StartUp.TotalSeconds:0.0} s");
            ShowAddresses(deployment, screen);
            await (arguments.Headless
                ? new HeadlessWalk(deployment, screen).RunAsync(deployment.Stopping)
                : new Guide(deployment, screen).RunAsync(deployment.Stopping));
            return Done;
        }
        catch (Exception e) when (e is DemoFailure or StartupException or HttpRequestException or IOException or UnauthorizedAccessException)
        {
            screen.Failure(e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            screen.Failure(arguments.Headless ? "It was stopped, or took too long." : "Stopped.");
            return Failed;
        }
    }

    private static void ShowAddresses(DemoDeployment deployment, Screen screen)
    {
        var (ports, usual) = (deployment.Ports, Ports.Documented);
        screen.Fact("browsers", Address(ports.Public, usual.Public));
        screen.Fact("jobs", Address(ports.Internal, usual.Internal));
        screen.Fact("simulator", Address(ports.Simulator, usual.Simulator));
    }

    private static string Address(int port, int usual) => DemoDeployment.At(port) + (port == usual ? "" : $" ({usual} is taken)");
}
