using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Demo;

/// <summary>The demo as a newcomer runs it: a process of its own, judged by what it prints and its exit code.</summary>
public sealed partial class DemoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Headless_walks_from_the_link_to_a_read_and_exits_0()
    {
        var (exitCode, output) = await RunAsync("--headless");

        Assert.True(exitCode == 0, output);
        Assert.Collection(
            Steps(output),
            step => Assert.EndsWith("POST /connect-links 201", step, StringComparison.Ordinal),
            step => Assert.EndsWith("GET /connect/CfDJ8… 302", step, StringComparison.Ordinal),
            step => Assert.EndsWith("GET …/oauth2/authorize.nl 200", step, StringComparison.Ordinal),
            step => Assert.EndsWith("POST …/authorize.nl 302", step, StringComparison.Ordinal),
            step => Assert.EndsWith("GET /callback 303", step, StringComparison.Ordinal),
            step => Assert.Matches("Certificate made, uploaded, proven GET /connected/.* 200$", step),
            step => Assert.EndsWith("POST /token 200", step, StringComparison.Ordinal),
            step => Assert.EndsWith("POST /token 200", step, StringComparison.Ordinal),
            step => Assert.EndsWith("GET …/v1/customer/1 200", step, StringComparison.Ordinal));
        Assert.Contains("\"alg\": \"ES256\"", output, StringComparison.Ordinal);
        Assert.Contains("\"jti\": ", output, StringComparison.Ordinal);
        Assert.Contains("\"companyName\": ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headless_prints_no_token_no_link_and_no_key_in_full()
    {
        var (_, output) = await RunAsync("--headless");

        Assert.Contains("\"access_token\": \"eyJ", output, StringComparison.Ordinal);
        Assert.DoesNotMatch(SignedToken(), output);
        Assert.DoesNotMatch(LinkToken(), output);
        Assert.DoesNotContain("PRIVATE KEY", output, StringComparison.Ordinal);
        Assert.DoesNotContain("sha256:", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task Words_it_does_not_know_are_answered_with_its_usage()
    {
        var (exitCode, output) = await RunAsync("--headles");

        Assert.Equal(64, exitCode);
        Assert.Contains("--headless", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_it_cannot_use_is_said_in_a_sentence()
    {
        var file = Path.GetTempFileName();
        try
        {
            var (exitCode, output) = await RunAsync("--headless", "--data", file);

            Assert.Equal(1, exitCode);
            Assert.Contains(file, output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The numbered lines without their times, white space made one.</summary>
    private static string[] Steps(string output) =>
        [.. StepLine().Matches(output).Select(match => Space().Replace(match.Groups["step"].Value, " "))];

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var start = new ProcessStartInfo(DotNet, [Path.Combine(AppContext.BaseDirectory, "Demo.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output + await errors);
    }

    /// <summary>The program that runs this test; a machine may have others.</summary>
    private static string DotNet => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    [GeneratedRegex(@"^ +\d+  (?<step>.*\d{3}) +\d+ ms\r?$", RegexOptions.Multiline)]
    private static partial Regex StepLine();

    [GeneratedRegex(" +")]
    private static partial Regex Space();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")]
    private static partial Regex SignedToken();

    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]{20,}")]
    private static partial Regex LinkToken();
}
