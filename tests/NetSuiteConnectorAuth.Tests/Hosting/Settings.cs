using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>A configuration with all that is required and nothing else, changed by a test.</summary>
internal static class Settings
{
    public static Dictionary<string, string?> Complete(params (string Key, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["PublicBaseUrl"] = "https://connect.example.com",
            ["KeyProtection:AllowUnprotected"] = "true",
            ["NetSuite:Integrations:default:ClientId"] = "0123abcd",
        };
        foreach (var (key, value) in changes)
        {
            settings[key] = value;
        }

        return settings;
    }

    public static ConnectorConfiguration Read(params (string Key, string? Value)[] changes) =>
        Read(Environments.Production, Complete(changes));

    public static ConnectorConfiguration Read(string environment, IEnumerable<KeyValuePair<string, string?>> settings) =>
        ConnectorConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new TestEnvironment(environment));

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = nameof(TestEnvironment);

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
