using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class LoggingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_setting_makes_the_framework_log_a_URL()
    {
        await using var service = await RunningService.StartAsync(
            app => app.MapPublic().MapGet("/test/{link}", (string link, ILogger<Caller> logger) =>
            {
                Write(logger, LogLevel.Warning);
                return link.Length;
            }),
            Cancelled,
            services: services => services.AddHttpClient(),
            settings:
            [
                ("Serilog:MinimumLevel:Default", "Verbose"),
                ("Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Hosting.Diagnostics", "Verbose"),
                ("Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Routing", "Verbose"),
                ("Serilog:MinimumLevel:Override:System.Net.Http", "Verbose"),
                ("Logging:LogLevel:Default", "Trace"),
                ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"),
            ]);

        using var answer = await service.Public.GetAsync("/test/link-token?code=auth-code&state=state-value", Cancelled);
        using var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var outbound = await client.GetAsync(new Uri(service.Public.BaseAddress!, "/test/outbound-token"), Cancelled);

        Assert.True(answer.IsSuccessStatusCode && outbound.IsSuccessStatusCode);
        Assert.Contains(service.Log, line => line.Contains("marked Warning", StringComparison.Ordinal));
        foreach (var secret in new[] { "link-token", "auth-code", "state-value", "outbound-token" })
        {
            Assert.DoesNotContain(service.Log, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task No_setting_makes_the_store_log_its_statements()
    {
        await using var service = await RunningService.StartAsync(
            _ => { },
            Cancelled,
            settings:
            [
                ("Serilog:MinimumLevel:Default", "Verbose"),
                ("Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore", "Verbose"),
                ("Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore.Database.Command", "Verbose"),
            ]);

        using var answer = await service.Public.GetAsync("/connected/no-such-id", Cancelled);

        Assert.DoesNotContain(service.Log, line => line.Contains("SELECT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Our_own_lines_go_as_low_as_the_settings_say()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancelled, settings: ("Serilog:MinimumLevel:Default", "Debug"));

        var logger = service.Services.GetRequiredService<ILogger<Caller>>();
        Write(logger, LogLevel.Debug);
        Write(logger, LogLevel.Trace);

        Assert.Contains(service.Log, line => line.Contains("marked Debug", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log, line => line.Contains("marked Trace", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doubtful_settings_are_told_at_every_start()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancelled, settings: ("Certificates:Overlap", "00:10:00"));

        Assert.Contains(service.Log, line => line.Contains("Certificates:Overlap", StringComparison.Ordinal));
    }

    private static void Write(ILogger logger, LogLevel level) =>
        logger.Log(level, default, level, exception: null, (state, _) => $"marked {state}");

    private sealed class Caller;
}
