namespace Load;

/// <summary>Numbers that anybody can measure anew. The service and the simulator run in processes of their own, started from this program.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int BarMissed = 1;
    private const int Misunderstood = 64;

    private const string Usage = $"""
        dotnet run -c Release --project tests/load -- command [--option value …]

        {TokenArguments.Usage}
        {StartLoad.Usage}
        {StampedeLoad.Usage}
        {RestartLoad.Usage}
        {TimingLoad.Usage}
        {RotationArguments.Usage}
        {TurmoilArguments.Usage}

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
        }

        var held = args switch
        {
            ["tokens", .. var rest] => await TokenLoad.RunAsync(rest),
            ["start", .. var rest] => await StartLoad.RunAsync(rest),
            ["stampede", .. var rest] => await StampedeLoad.RunAsync(rest),
            ["restart", .. var rest] => await RestartLoad.RunAsync(rest),
            ["timing", .. var rest] => await TimingLoad.RunAsync(rest),
            ["rotations", .. var rest] => await RotationLoad.RunAsync(rest),
            ["turmoil", .. var rest] => await TurmoilLoad.RunAsync(rest),
            _ => null,
        };
        if (held is not { } areHeld)
        {
            Console.Error.WriteLine(Usage);
            return Misunderstood;
        }

        return areHeld ? Done : BarMissed;
    }
}
