using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>No request ever gets what belongs to another tenant, generation or scope set.</summary>
public sealed class TokenIsolationTests
{
    private static readonly string[] AllScopes = ["rest_webservices", "restlets", "suite_analytics"];

    private static readonly string[] ScopeSets =
    [
        .. Enumerable.Range(1, 7).Select(bits => string.Join(' ', AllScopes.Where((_, index) => (bits >> index & 1) == 1))),
    ];

    [Fact]
    public void Keys_are_equal_when_tenant_generation_and_scope_set_are_and_only_then()
    {
        var random = new Random(20261201);
        var time = new FakeTimeProvider();
        var cache = new TokenCache(new TokenOptions(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 10_000), time);
        var kept = new Dictionary<(string, int, string), AccessToken>();
        for (var i = 0; i < 5_000; i++)
        {
            // Names and scopes that would run into each other if they were merely joined.
            var tenant = new string('a', random.Next(1, 4)) + (random.Next(2) == 0 ? "" : "-1");
            var generation = random.Next(1, 12);
            var scopes = ScopeSets[random.Next(7)].Split(' ');
            random.Shuffle(scopes);
            var key = new TokenKey(TenantName.Parse(tenant), generation, ScopeSet.Parse(string.Join(' ', scopes)));
            var same = (tenant, generation, string.Join(' ', scopes.Order(StringComparer.Ordinal)));

            Assert.Equal(kept.GetValueOrDefault(same), cache.Find(key, time.GetUtcNow())?.Token);
            kept[same] = new AccessToken(Secret.Random(), DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
            cache.Put(key, kept[same]);
        }

        Assert.Equal(kept.Count, cache.Count);
    }

    [Fact]
    public async Task Two_hundred_parallel_mints_give_everybody_its_own()
    {
        await using var deployment = await Deployment.StartAsync(
            settings => settings["NetSuite:Integrations:default:Scopes:2"] = AllScopes[2],
            simulator =>
            {
                simulator.AccessTokenAlgorithm = "ES256";
                simulator.AcceptAnyAccount = true;
                foreach (var scope in AllScopes)
                {
                    simulator.Integration.Scopes.Add(scope);
                }
            });
        var tenants = Enumerable.Range(1, 30).Select(i => (Name: $"tenant-{i}", Account: $"{5000000 + i}{(i % 3 == 0 ? "_SB1" : "")}")).ToList();
        await Task.WhenAll(tenants.Select(tenant => deployment.ConnectAsync(tenant.Name, tenant.Account)));
        deployment.ForgetMints();

        // Each twice, so that flights are shared too.
        var requests = tenants.SelectMany(tenant => ScopeSets.Select(scopes => (tenant.Name, tenant.Account, Scopes: scopes))).ToList();
        var answers = await Task.WhenAll(requests.Concat(requests).Select(async request =>
            (Request: request, Answer: await deployment.TokenAsync(request.Name, ("scope", request.Scopes)))));

        var owners = new Dictionary<string, (string, string, string)>();
        foreach (var (request, answer) in answers)
        {
            var token = answer.GetProperty("access_token").GetString()!;
            var claims = Jwts.Payload(token);
            Assert.Equal(request.Name, answer.GetProperty("tenant").GetString());
            Assert.Equal(request.Account, answer.GetProperty("account_id").GetString());
            Assert.StartsWith(request.Account + ";", claims.GetProperty("sub").GetString(), StringComparison.Ordinal);
            Assert.Equal(IntegrationSettings.DefaultClientId, claims.GetProperty("aud")[0].GetString());
            Assert.Equal(
                ScopeSet.Parse(request.Scopes), ScopeSet.Of(claims.GetProperty("scope").EnumerateArray().Select(scope => scope.GetString()!)));
            Assert.Equal(request, owners.TryAdd(token, request) ? request : owners[token]);
        }

        // One token a key; those for all scopes had proved the certificates.
        Assert.Equal(requests.Count, owners.Count);
        Assert.Equal(tenants.Count * 6, deployment.Mints());
    }

    [Fact]
    public async Task What_an_operator_was_shown_is_what_a_job_gets()
    {
        await using var deployment = await Jobs.StartConnectedAsync();
        await deployment.TokenAsync();

        // In the store and not in memory yet, as every change is for a moment.
        await deployment.ChangeAsync((db, _) => db.Tenants.ExecuteUpdateAsync(
            set => set.SetProperty(t => t.Status, TenantStatus.ReconnectRequired).SetProperty(t => t.Version, t => t.Version + 1), Jobs.Cancelled));
        await deployment.TokenAsync();

        Assert.Equal("reconnect_required", (await deployment.TenantAsync()).GetProperty("status").GetString());
        Assert.Equal("reconnect_required", (await deployment.RefusalAsync()).ErrorCode);
    }

    [Fact]
    public async Task A_new_generation_begins_with_new_tokens_for_itself_alone()
    {
        await using var deployment = await Jobs.StartConnectedAsync();
        await deployment.ConnectAsync("beta", "TSTDRV1234567");
        var old = await Task.WhenAll(AllScopes[..2].Select(scope => deployment.AccessTokenAsync(more: ("scope", scope))));
        var other = await deployment.AccessTokenAsync("beta");

        await deployment.ConnectAsync();
        await deployment.WaitForAsync(Deployment.Tenant, tenant => tenant.GetProperty("generation").GetInt32() == 2);

        var present = await Task.WhenAll(AllScopes[..2].Select(scope => deployment.AccessTokenAsync(more: ("scope", scope))));
        Assert.Empty(present.Intersect(old));
        Assert.Equal(other, await deployment.AccessTokenAsync("beta"));
    }
}
