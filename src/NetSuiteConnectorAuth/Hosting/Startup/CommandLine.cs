using System.Net.Sockets;
using NetSuiteConnectorAuth.Callers;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// What the program does for the words after its name. Faults go to standard error as sentences, with an exit code that says what kind
/// of repair they need.
/// </summary>
public static class CommandLine
{
    private const string Usage = """
        NetSuiteConnectorAuth [command] [--Key:Name=value …]

          serve          start the service (the default)
          migrate        bring the store up to date and stop
          check-config   list every fault of the configuration and stop
          new-secret     print a fresh secret for a caller, and the line for Callers:{client_id}:Secrets
          health         ask the service on this machine whether it is ready (exit 0 or 1)

        Exit codes: 0 done, 64 command line, 69 store or port unavailable, 78 configuration.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var isCommand = args is [var first, ..] && !first.StartsWith('-');
        var command = isCommand ? args[0] : "serve";
        var settings = isCommand ? args[1..] : args;
        if (args.Intersect(["--help", "-h", "-?"]).Any() || command == "help")
        {
            Console.WriteLine(Usage);
            return ExitCodes.Ok;
        }

        if (NotASetting(settings) is { } stray)
        {
            return Refuse($"'{stray}' is not understood.");
        }

        try
        {
            return command switch
            {
                "serve" => await ServeAsync(settings),
                "migrate" => await MigrateAsync(settings),
                "check-config" => CheckConfiguration(settings),
                "new-secret" => NewSecret(),
                "health" => await HealthProbe.RunAsync(settings),
                _ => Refuse($"'{command}' is not a command."),
            };
        }
        catch (ConfigurationException e)
        {
            Report(e);
            return ExitCodes.Configuration;
        }
        catch (StartupException e)
        {
            Console.Error.WriteLine(e.Fault.Message);
            return e.Fault.ExitCode;
        }
        catch (Exception e) when (e is IOException or SocketException && e.GetBaseException() is SocketException)
        {
            // A port that is taken. The message names the listener and its address.
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Unavailable;
        }
    }

    private static async Task<int> ServeAsync(string[] settings)
    {
        using var stop = new StopSignals();
        await using var app = Program.Build(settings);

        // What cannot be made fails here, while there is nothing yet to stop.
        _ = app.Services.GetServices<IHostedService>().ToList();
        var isStarted = false;
        try
        {
            await app.StartAsync(stop.Requested);
            isStarted = true;
            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (stop.Requested.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop before it had started, and the host may have heard of it before us. There is nothing to tell.
        }
        finally
        {
            if (!isStarted)
            {
                // The jobs that run already end before what they use is taken from under them.
                await app.StopAsync();
            }
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> MigrateAsync(string[] settings)
    {
        // The store's start-up check migrates it. A signal ends the process as it ends any other, with its own exit code: the store is
        // not up to date then, and whoever waits for that must not read a 0. A migration that was under way is rolled back.
        await using var app = Program.Build(settings);
        await app.Services.GetServices<IHostedService>().OfType<StartupChecks>().Single().StartingAsync(CancellationToken.None);
        Console.WriteLine("The store is up to date.");
        return ExitCodes.Ok;
    }

    private static int CheckConfiguration(string[] settings)
    {
        var builder = ConfigurationSetup.CreateBuilder(settings);
        var configuration = ConnectorConfiguration.Read(builder.Configuration, builder.Environment);
        foreach (var warning in configuration.Warnings)
        {
            Console.WriteLine($"warning  {warning}");
        }

        Console.WriteLine("The configuration is usable.");
        return ExitCodes.Ok;
    }

    private static int NewSecret()
    {
        var secret = Secret.Random();
        Console.WriteLine(secret.Reveal());
        Console.WriteLine(SecretHash.Of(secret));
        return ExitCodes.Ok;
    }

    private static void Report(ConfigurationException e)
    {
        foreach (var fault in e.Faults)
        {
            Console.Error.WriteLine($"fault    {fault}");
        }

        foreach (var warning in e.Warnings)
        {
            Console.Error.WriteLine($"warning  {warning}");
        }

        Console.Error.WriteLine($"The configuration is not usable: {e.Faults.Count} to repair.");
    }

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine(reason);
        Console.Error.WriteLine(Usage);
        return ExitCodes.Usage;
    }

    /// <summary>The first word that is neither <c>--Key=value</c> nor <c>--Key value</c>: the framework skips it silently.</summary>
    private static string? NotASetting(string[] settings)
    {
        for (var i = 0; i < settings.Length; i++)
        {
            if (!settings[i].StartsWith("--", StringComparison.Ordinal))
            {
                return settings[i];
            }

            if (!settings[i].Contains('=', StringComparison.Ordinal) && ++i == settings.Length)
            {
                return settings[^1];
            }
        }

        return null;
    }
}
