namespace Load;

/// <summary>Numbers that anybody can measure anew. The service and the simulator run in processes of their own, started from this program.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int BarMissed = 1;
    private const int Misunderstood = 64;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [SimulatorProcess.Role, var settings]:
                await SimulatorProcess.RunAsync(settings);
                return Done;
            case [ServiceProcess.Role, var settings]:
                await ServiceProcess.RunAsync(settings);
                return Done;
            case ["rotations", .. var rest] when RotationArguments.Parse(rest) is { } arguments:
                return await RotationLoad.RunAsync(arguments) ? Done : BarMissed;
            default:
                Console.Error.WriteLine(RotationArguments.Usage);
                return Misunderstood;
        }
    }
}
