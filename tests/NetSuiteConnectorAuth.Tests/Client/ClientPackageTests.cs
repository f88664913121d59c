using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Conventions;
using NetSuiteConnectorAuth.Tests.Recipes;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>What a job takes on with the package, and what its page says.</summary>
public sealed class ClientPackageTests
{
    private static readonly string[] Allowed = ["System.", "Microsoft.Extensions."];

    [Fact]
    public void It_needs_nothing_but_the_framework_and_Microsoft_Extensions()
    {
        static IEnumerable<string> Others(System.Reflection.Assembly assembly) => assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !Allowed.Any(allowed => name.StartsWith(allowed, StringComparison.Ordinal)));

        Assert.Empty(Others(typeof(NetSuiteTokens).Assembly));
        Assert.NotEmpty(Others(typeof(Secret).Assembly));
    }

    [Fact]
    public void Only_the_endpoint_asks_the_service()
    {
        var code = new CodeDependencies(typeof(NetSuiteTokens).Assembly.Location);

        var users = code.Find(_ => true, used => used == "System.Net.Http.IHttpClientFactory").Select(use => use.Split(' ')[0]);

        Assert.Equal(["NetSuiteConnectorAuth.Client.TokenEndpoint"], users);
    }

    [Fact]
    public void The_page_names_every_remedy_and_the_defaults()
    {
        var page = File.ReadAllText(Path.Combine(Recipe.Root, "src", "NetSuiteConnectorAuth.Client", "README.md"));
        var defaults = new NetSuiteConnectorOptions();

        Assert.All(Enum.GetNames<Remedy>(), remedy => Assert.Contains($"| `{remedy}` |", page, StringComparison.Ordinal));
        Assert.Contains($"`MinimumLifetime` ({defaults.MinimumLifetime.TotalMinutes} min)", page, StringComparison.Ordinal);
        Assert.Contains($"`RefreshSpread` ({defaults.RefreshSpread.TotalMinutes} min)", page, StringComparison.Ordinal);
    }
}
