using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>The logger's own section is judged before the logger reads it.</summary>
public sealed class LoggingFaultsTests
{
    [Theory]
    [InlineData("Serilog:MinimumLevel", "Loud", "Serilog:MinimumLevel")]
    [InlineData("Serilog:MinimumLevel:Default", "7", "Serilog:MinimumLevel:Default")]
    [InlineData("Serilog:MinimumLevel:Override:Microsoft", "None", "Serilog:MinimumLevel:Override:Microsoft")]
    [InlineData("Serilog:WriteTo:0:Name", "Consol", "Serilog:WriteTo:0:Name")]
    [InlineData("Serilog:WriteTo:0", "Consol", "Serilog:WriteTo:0")]
    [InlineData("Serilog:WriteTo:0:Args:path", "x.log", "Serilog:WriteTo:0:Name")]
    [InlineData("Serilog:Using:0", "No.Such.Assembly", "Serilog:Using:0")]
    public void What_Serilog_would_throw_at_or_pass_over_is_a_fault(string key, string value, string fault) =>
        Assert.Equal([fault], Assert.Throws<ConfigurationException>(() => Settings.Read((key, value))).Faults.Select(found => found.Key));

    [Theory]
    [InlineData("Serilog:MinimumLevel", "Debug")]
    [InlineData("Serilog:MinimumLevel:Default", "warning")]
    [InlineData("Serilog:MinimumLevel:Override:Microsoft", "Error")]
    [InlineData("Serilog:WriteTo:0:Name", "Console")]
    [InlineData("Serilog:WriteTo:0", "Console")]
    [InlineData("Serilog:WriteTo:log:Name", "File")]
    [InlineData("Serilog:WriteTo:0:Name", "Debug")]
    [InlineData("Serilog:WriteTo:0:Name", "Logger")]
    [InlineData("Serilog:WriteTo:0:Name", "Sink")]
    [InlineData("Serilog:Using:0", "Serilog.Sinks.Console")]
    public void What_it_understands_is_none(string key, string value) => Assert.NotNull(Settings.Read((key, value)));
}
