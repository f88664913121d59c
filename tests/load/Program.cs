namespace Load;

/// <summary>Numbers that anybody can measure anew. The service and the simulator run in processes of their own, started from this program.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int BarMissed = 1;
    private const int Misunderstood = 64;

    private const string Usage = $"""
        dotnet run -c Release --project tests/load -- command [--option value …]

        {RotationArguments.Usage}
        {TokenArguments.Usage}

        Each prints a table and ends with 1 when a bar is missed.
        """;

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
            case [BareProcess.Role, var settings]:
                await BareProcess.RunAsync(settings);
                return Done;
            case ["rotations", .. var rest] when RotationArguments.Parse(rest) is { } arguments:
                return await RotationLoad.RunAsync(arguments) ? Done : BarMissed;
            case ["tokens", .. var rest] when TokenArguments.Parse(rest) is { } arguments:
                return await TokenLoad.RunAsync(arguments) ? Done : BarMissed;
            default:
                Console.Error.WriteLine(Usage);
                return Misunderstood;
        }
    }
}
