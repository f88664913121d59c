using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>What the tests of the token path say again and again.</summary>
internal static class Jobs
{
    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static FakeTimeProvider StandingClock() => new(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero));

    /// <summary>A deployment whose tenant <c>acme</c> is connected, with nothing more to be done for that. Access tokens are of the kind that is cheap to sign.</summary>
    public static async Task<Deployment> StartConnectedAsync(
        TimeProvider? time = null, Action<Dictionary<string, string?>>? settings = null, Action<SimulatorOptions>? simulator = null)
    {
        var deployment = await Deployment.StartAsync(
            settings,
            options =>
            {
                options.AccessTokenAlgorithm = "ES256";
                simulator?.Invoke(options);
            },
            time);
        await deployment.ConnectAsync();
        await deployment.WaitUntilIssuedAsync();
        deployment.ForgetMints();
        return deployment;
    }

    public static ActiveFault Fault(this Deployment deployment, FaultKind kind, Func<Fault, Fault>? more = null)
    {
        var fault = new Fault(Operation.TokenClientCredentials, kind);
        return deployment.Simulator.NetSuite.Faults.Add(more is null ? fault : more(fault));
    }

    /// <summary>Configures one more caller; its secret is the usual job's.</summary>
    public static void AddCaller(
        this Dictionary<string, string?> settings, string clientId, string[] tenants, string[]? permissions = null, int? requestsPerMinute = null)
    {
        settings[$"Callers:{clientId}:Secrets:0"] = SecretHash.Of(Deployment.JobSecret).ToString();
        settings[$"Callers:{clientId}:RequestsPerMinute"] = requestsPerMinute?.ToString();
        foreach (var (index, tenant) in tenants.Index())
        {
            settings[$"Callers:{clientId}:Tenants:{index}"] = tenant;
        }

        foreach (var (index, permission) in (permissions ?? ["token"]).Index())
        {
            settings[$"Callers:{clientId}:Permissions:{index}"] = permission;
        }
    }

    /// <summary>A token request of any client, with nothing but these parameters and the grant type.</summary>
    public static Task<HttpResponseMessage> AskAsync(this HttpClient client, params (string Name, string Value)[] parameters) =>
        client.PostAsync("/token", Deployment.Form([("grant_type", "client_credentials"), .. parameters]), Cancelled);

    public static async Task<string> AccessTokenAsync(this Deployment deployment, string tenant = Deployment.Tenant, params (string Name, string Value)[] more) =>
        (await deployment.TokenAsync(tenant, more)).GetProperty("access_token").GetString()!;

    public static async Task<OAuthError> RefusalAsync(this Deployment deployment, params (string Name, string Value)[] more) =>
        await OAuthError.ReadAsync(await deployment.RequestTokenAsync(more: more));

    /// <summary>How often NetSuite was asked for a token by assertion since the last <see cref="ForgetMints"/>.</summary>
    public static long Mints(this Deployment deployment) => deployment.Simulator.NetSuite.Journal.Count(Operation.TokenClientCredentials);

    public static void ForgetMints(this Deployment deployment) => deployment.Simulator.NetSuite.Journal.Clear();

    /// <summary>Changes the store behind the service's back, as far as there is no other way into that state.</summary>
    public static async Task ChangeAsync(this Deployment deployment, Func<ConnectorDbContext, DateTimeOffset, Task> change)
    {
        var now = deployment.App.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await deployment.App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CommitAsync(
            async db =>
            {
                await change(db, now);
                return true;
            },
            Cancelled);
    }

    public static Task OpenTenantAsync(this Deployment deployment, string name, string account, Action<Tenant, ConsentedIdentity, DateTimeOffset>? then = null) =>
        deployment.ChangeAsync((db, now) =>
        {
            var tenant = Tenant.Open(TenantName.Parse(name), "default", ScopeSet.Parse("rest_webservices restlets"), now);
            then?.Invoke(tenant, new ConsentedIdentity(AccountId.Parse(account), 1042, 317, "https://rest.example", "https://restlet.example"), now);
            db.Tenants.Add(tenant);
            return Task.CompletedTask;
        });

    public static async Task<string[]> EventsAsync(this Deployment deployment, string tenant = Deployment.Tenant)
    {
        var name = TenantName.Parse(tenant);
        await using var db = await deployment.App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync(Cancelled);
        return await db.Events.Where(e => e.Tenant == name).OrderBy(e => e.Id).Select(e => e.Type).ToArrayAsync(Cancelled);
    }
}
