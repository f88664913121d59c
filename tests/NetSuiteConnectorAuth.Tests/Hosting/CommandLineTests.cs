using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>The built program as a supervisor runs it: a process with standard error and an exit code.</summary>
public sealed class CommandLineTests
{
    private static readonly string[] Usable =
    [
        "--PublicBaseUrl=https://connect.example.com",
        "--KeyProtection:AllowUnprotected=true",
        "--NetSuite:Integrations:default:ClientId=0123abcd",
    ];

    [Theory]
    [InlineData("check-config")]
    [InlineData("serve")]
    [InlineData("migrate")]
    public async Task Five_faults_are_five_keys_on_standard_error_and_78(string command)
    {
        var run = await RunAsync(
            command,
            "--KeyProtection:AllowUnprotected=true",
            "--Tokens:AssertionLifetime=5",
            "--Certificates:Algorithm=RS256",
            "--Connect:ReturnUrls:0=http://app.example.com");

        Assert.Equal(78, run.ExitCode);
        Assert.Equal(
            ["PublicBaseUrl", "NetSuite:Integrations", "Connect:ReturnUrls:0", "Certificates:Algorithm", "Tokens:AssertionLifetime"],
            run.Errors.Where(line => line.StartsWith("fault ", StringComparison.Ordinal)).Select(line => line[9..].Split(": ")[0]));
        Assert.DoesNotContain(run.Errors, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_environment_sets_a_key_too()
    {
        var run = await RunAsync(["check-config", .. Usable], ("Tokens__AssertionLifetime", "02:00:00"));

        Assert.Equal(78, run.ExitCode);
        Assert.Contains(run.Errors, line => line.StartsWith("fault    Tokens:AssertionLifetime", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("check-config")]
    [InlineData("serve")]
    [InlineData("migrate")]
    public async Task A_file_that_cannot_be_read_as_JSON_is_78_with_its_name_and_no_stack(string command)
    {
        var environment = $"Broken{Guid.NewGuid():N}";
        var file = Path.Combine(Path.GetDirectoryName(typeof(Program).Assembly.Location)!, $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(file, "{ broken", TestContext.Current.CancellationToken);
        try
        {
            var run = await RunAsync([command, .. Usable], ("ASPNETCORE_ENVIRONMENT", environment), ("DOTNET_ENVIRONMENT", environment));

            Assert.Equal(78, run.ExitCode);
            Assert.Contains(run.Errors, line => line.StartsWith("fault ", StringComparison.Ordinal) && line.Contains(file, StringComparison.Ordinal));
            Assert.DoesNotContain(run.Errors, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_usable_configuration_is_0_with_its_warnings()
    {
        var run = await RunAsync(["check-config", "--Certificates:Overlap=01:00:00", .. Usable]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Output, line => line.StartsWith("warning  Certificates:Overlap", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_port_is_bound_with_a_faulty_configuration()
    {
        using var occupied = Occupy();

        // With the port taken, whoever tried to bind it would say 69.
        var run = await RunAsync("serve", $"--Listen:Public=http://127.0.0.1:{Port(occupied)}", "--Tokens:AssertionLifetime=5");

        Assert.Equal(78, run.ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_69_and_a_sentence()
    {
        using var occupied = Occupy();
        var folder = Directory.CreateTempSubdirectory("nsca-cli-");

        var run = await RunAsync(
        [
            "serve",
            $"--Listen:Public=http://127.0.0.1:{Port(occupied)}",
            "--Listen:Internal=http://127.0.0.1:0",
            $"--Storage:ConnectionString=Data Source={Path.Combine(folder.FullName, "connector.db")}",
            $"--KeyProtection:KeyRingPath={Path.Combine(folder.FullName, "keys")}",
            .. Usable,
        ]);
        folder.Delete(recursive: true);

        Assert.Equal(69, run.ExitCode);
        Assert.Contains($"Listen:Public: http://127.0.0.1:{Port(occupied)} cannot be listened on: address already in use.", run.Errors);
        Assert.DoesNotContain(run.Errors.Concat(run.Output), line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_is_not_ours_is_69_and_named_with_its_key()
    {
        var folder = Directory.CreateTempSubdirectory("nsca-cli-");

        // An address for documentation, which no machine has.
        var run = await RunAsync(
        [
            "serve",
            "--Listen:Public=http://127.0.0.1:0",
            "--Listen:Internal=http://192.0.2.1:1234",
            $"--Storage:ConnectionString=Data Source={Path.Combine(folder.FullName, "connector.db")}",
            $"--KeyProtection:KeyRingPath={Path.Combine(folder.FullName, "keys")}",
            .. Usable,
        ]);
        folder.Delete(recursive: true);

        Assert.Equal(69, run.ExitCode);
        Assert.Contains(run.Errors, line => line.StartsWith("Listen:Internal: http://192.0.2.1:1234 cannot be listened on: ", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Errors.Concat(run.Output), line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("check-config")]
    public async Task A_log_that_cannot_be_written_as_configured_is_78_with_its_keys(string command)
    {
        var run = await RunAsync([command, "--Serilog:MinimumLevel:Default=Nonsense", "--Serilog:WriteTo:0:Name=Nope", .. Usable]);

        Assert.Equal(78, run.ExitCode);
        Assert.Equal(
            ["Serilog:MinimumLevel:Default", "Serilog:WriteTo:0:Name"],
            run.Errors.Where(line => line.StartsWith("fault ", StringComparison.Ordinal)).Select(line => line[9..].Split(": ")[0]));
        Assert.DoesNotContain(run.Errors.Concat(run.Output), line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("check-config")]
    public async Task A_listener_certificate_that_is_not_there_is_a_fault_among_the_others(string command)
    {
        var run = await RunAsync(
            [command, "--Listen:Internal=https://127.0.0.1:0", "--Kestrel:Certificates:Default:Path=no-such.pem", "--Tokens:AssertionLifetime=5", .. Usable]);

        Assert.Equal(78, run.ExitCode);
        Assert.Contains(run.Errors, line => line.StartsWith("fault    Kestrel:Certificates:Default:Path: ", StringComparison.Ordinal));
        Assert.Contains(run.Errors, line => line.StartsWith("fault    Tokens:AssertionLifetime: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_listener_certificate_that_cannot_be_read_is_78()
    {
        // A file that is there for certain, and is no certificate.
        var run = await RunAsync(
            ["serve", "--Listen:Internal=https://127.0.0.1:0", $"--Kestrel:Certificates:Default:Path={typeof(Program).Assembly.Location}", .. Usable]);

        Assert.Equal(78, run.ExitCode);
        Assert.Contains(run.Errors, line => line.StartsWith("Kestrel:Certificates:Default", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("check-config")]
    [InlineData("serve")]
    [InlineData("migrate")]
    public async Task PostgreSQL_is_refused_by_its_key_until_it_is_there(string command)
    {
        var run = await RunAsync([command, "--Storage:Provider=Postgres", "--Storage:ConnectionString=Host=db", .. Usable]);

        Assert.Equal(78, run.ExitCode);
        Assert.Equal(["fault    Storage:Provider: Postgres is not available in this version."], run.Errors.Where(line => line.StartsWith("fault", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_webhook_is_warned_of_while_none_is_sent()
    {
        var run = await RunAsync(
            ["check-config", "--Webhooks:crm:Url=https://crm.example.com/hook", $"--Webhooks:crm:Secret=whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}", .. Usable]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("warning  Webhooks:crm: is not used by this version.", run.Output);
    }

    [Fact]
    public async Task New_secret_prints_a_fresh_secret_and_its_hash()
    {
        var first = await RunAsync("new-secret");
        var second = await RunAsync("new-secret");

        Assert.Equal((0, 2), (first.ExitCode, first.Output.Length));
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first.Output[0])))}", first.Output[1]);
        Assert.NotEqual(first.Output[0], second.Output[0]);
        Assert.True(first.Output[0].Length >= 43);
    }

    [Theory]
    [InlineData("rotate")]
    [InlineData("serve", "now")]
    [InlineData("check-config", "--PublicBaseUrl")]
    public async Task What_is_not_understood_is_64_with_the_usage(params string[] args)
    {
        var run = await RunAsync(args);

        Assert.Equal(64, run.ExitCode);
        Assert.Contains(run.Errors, line => line.Contains("check-config", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_is_0()
    {
        var run = await RunAsync("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Output, line => line.Contains("new-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_is_1_when_nobody_answers()
    {
        var run = await RunAsync(["health", $"--Listen:Internal=http://127.0.0.1:{FreePort.Next()}", .. Usable]);

        Assert.Equal(1, run.ExitCode);
    }

    private static TcpListener Occupy()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static Task<Run> RunAsync(params string[] args) => RunAsync(args, []);

    private static async Task<Run> RunAsync(string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var cancelled = TestContext.Current.CancellationToken;
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancelled);
            var errors = process.StandardError.ReadToEndAsync(cancelled);
            await process.WaitForExitAsync(cancelled).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, cancelled);
            return new(process.ExitCode, Lines(await output), Lines(await errors));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private sealed record Run(int ExitCode, string[] Output, string[] Errors);
}
