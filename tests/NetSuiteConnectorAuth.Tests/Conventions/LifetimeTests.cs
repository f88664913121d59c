using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Conventions;

/// <summary>
/// What is held in memory is held once: a second cache of tokens would mint a second token, a second register of pauses would ask
/// NetSuite in spite of the first. So whatever is ours is in the container once, whether it has a state today or not.
/// </summary>
public sealed class LifetimeTests
{
    /// <summary>A unit of work, which no two may share.</summary>
    private static readonly Type[] OneForEachUse = [typeof(ConnectorDbContext)];

    /// <summary>The state on the way to a token.</summary>
    private static readonly Type[] Stateful =
    [
        typeof(TokenIssuer), typeof(TokenCache), typeof(MintPauses), typeof(RejectedTokens), typeof(ThrottledAccounts), typeof(SigningKeyCache),
        typeof(TenantDirectory),
    ];

    [Fact]
    public async Task Whatever_is_ours_is_in_the_container_once()
    {
        IServiceCollection? services = null;
        await using var service = await RunningService.StartAsync(_ => { }, TestContext.Current.CancellationToken, services: all => services = all);

        Assert.Empty(NotSingle(services!));
        Assert.All(Stateful, type => Assert.Single(services!, descriptor => TypeOf(descriptor) == type));
        Assert.All(Stateful, type =>
        {
            using var one = service.Services.CreateScope();
            using var other = service.Services.CreateScope();
            Assert.Same(one.ServiceProvider.GetRequiredService(type), other.ServiceProvider.GetRequiredService(type));
        });
    }

    [Fact]
    public void What_is_made_more_than_once_would_be_found()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TokenCache>();
        services.AddScoped<RejectedTokens>();
        services.AddTransient(_ => new SigningKeyCache());
        services.AddTransient<IStartupCheck, StoreStartupCheck>();
        services.AddScoped<ConnectorDbContext>();
        services.AddScoped<HttpClient>();

        Assert.Equal([typeof(RejectedTokens), typeof(SigningKeyCache), typeof(StoreStartupCheck)], NotSingle(services));
    }

    private static Type[] NotSingle(IServiceCollection services) =>
    [
        .. services.Where(descriptor => descriptor.Lifetime != ServiceLifetime.Singleton)
            .Select(TypeOf)
            .Where(type => type.Assembly == typeof(Secret).Assembly && !OneForEachUse.Contains(type)),
    ];

    /// <summary>What is made, where that is told; a factory tells only what it is asked for.</summary>
    private static Type TypeOf(ServiceDescriptor descriptor) =>
        (descriptor.IsKeyedService
            ? descriptor.KeyedImplementationType ?? descriptor.KeyedImplementationInstance?.GetType()
            : descriptor.ImplementationType ?? descriptor.ImplementationInstance?.GetType())
        ?? descriptor.ServiceType;
}
