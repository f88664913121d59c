using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>
/// Requests of every kind, drawn by lot, many at once, while tenants are connected anew. Whatever is drawn, what holds of each
/// answer holds.
/// </summary>
public sealed class TokenPropertyTests : IAsyncLifetime
{
    private const int Waves = 4;
    private const int Parallel = 200;

    private static readonly string[] Scopes = ["rest_webservices", "restlets", "rest_webservices restlets"];

    /// <summary>Who asks, and which tenants it may ask for.</summary>
    private static readonly (string Id, string[] Grant)[] Callers =
    [
        ("everybodys", ["*"]), ("of-a", ["a-*"]), ("of-b", ["b-*"]), ("of-two", ["a-1", "c-1"]), ("of-one", ["c-2"]), ("of-none", ["c-22"]),
    ];

    /// <summary>Two accounts have three tenants each, six have one.</summary>
    private static readonly (string Name, string Account)[] Tenants =
    [
        .. Enumerable.Range(1, 3).Select(i => ($"a-{i}", "5000001")),
        .. Enumerable.Range(1, 3).Select(i => ($"b-{i}", "5000001_SB1")),
        .. Enumerable.Range(1, 6).Select(i => ($"c-{i}", $"{6000000 + i}")),
    ];

    private readonly FakeTimeProvider _time = Jobs.StandingClock();
    private readonly Dictionary<string, HttpClient> _clients = [];
    private Deployment _deployment = null!;
    private long _moment;

    public async ValueTask InitializeAsync()
    {
        _deployment = await Deployment.StartAsync(
            settings =>
            {
                // The clock is turned by hours' quarters: nobody replaces a token but the job that finds it too old.
                settings["Tokens:RefreshAhead"] = "00:00:00";
                foreach (var (id, grant) in Callers)
                {
                    settings.AddCaller(id, grant);
                }
            },
            simulator =>
            {
                simulator.AccessTokenAlgorithm = "ES256";
                simulator.AcceptAnyAccount = true;
            },
            _time);
        await Task.WhenAll(Tenants.Select(tenant => _deployment.ConnectAsync(tenant.Name, tenant.Account)));
        foreach (var (id, _) in Callers)
        {
            _clients[id] = _deployment.ClientOf(id, Deployment.JobSecret);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        await _deployment.DisposeAsync();
    }

    [Theory]
    [InlineData(20261201)]
    [InlineData(8707)]
    public async Task Whatever_is_asked_nobody_gets_what_is_not_its_own(int seed)
    {
        var random = new Random(seed);
        var seen = new List<Answer>();
        string[] anew = ["a-2", "b-1", "c-2", "c-5"];
        for (var wave = 0; wave < Waves; wave++)
        {
            var demands = Enumerable.Range(0, Parallel).Select(_ => Draw(random, seen)).ToList();
            var reconnecting = ReconnectAsync(anew[wave]);
            var answers = await Task.WhenAll(demands.Select(AskAsync));
            await reconnecting;
            seen.AddRange(answers.OfType<Answer>());
            _time.Advance(TimeSpan.FromMinutes(random.Next(0, 20)));
        }

        var last = await Task.WhenAll(Tenants.SelectMany(tenant => Scopes.Select(scope => AskAsync(new("everybodys", tenant.Name, scope, 0, null)))));
        seen.AddRange(last.OfType<Answer>());
        await JudgeAsync(seen, last.OfType<Answer>().ToList(), seed);
    }

    /// <summary>What holds of all answers together.</summary>
    private async Task JudgeAsync(List<Answer> answers, List<Answer> last, int seed)
    {
        Assert.True(answers.Count > Parallel, $"Seed {seed}: only {answers.Count} tokens.");
        var certificates = (await _deployment.QueryAsync(db => db.Certificates.AsNoTracking().ToListAsync(Jobs.Cancelled)))
            .ToDictionary(c => c.Id, c => c.Tenant.Value);
        Assert.Equal(Tenants.Length + Waves, certificates.Count);
        Assert.All(answers, answer => Assert.True(certificates[answer.Certificate] == answer.Demand.Tenant, $"Seed {seed}: {answer} has another tenant's certificate."));

        foreach (var same in answers.GroupBy(answer => answer.Token))
        {
            var keys = same.Select(answer => (answer.Demand.Tenant, answer.Certificate, ScopeSet.Parse(answer.Demand.Scope).ToString())).Distinct().ToList();
            Assert.True(keys.Count == 1, $"Seed {seed}: one token for {string.Join(" and ", keys)}.");
        }

        // The key is the tenant and not its account: tenants of one account have no token and no certificate in common.
        Assert.Equal(Tenants.Length, last.Select(answer => answer.Certificate).Distinct().Count());
        Assert.Equal(Tenants.Length * Scopes.Length, last.Select(answer => answer.Token).Distinct().Count());
        foreach (var answer in last)
        {
            var present = (await _deployment.TenantAsync(answer.Demand.Tenant)).GetProperty("certificate").GetProperty("id").GetString();
            Assert.True(present == answer.Certificate, $"Seed {seed}: {answer} is of an earlier generation.");
        }

        // One that was put out is not handed out to anybody who asks afterwards.
        var held = answers.ToLookup(answer => answer.Token);
        foreach (var replaced in answers.Where(answer => answer.Demand.Rejected is { } rejected && rejected != answer.Token
            && held[rejected].Any(of => of.Demand.Tenant == answer.Demand.Tenant && of.Demand.Scope == answer.Demand.Scope)))
        {
            var again = held[replaced.Demand.Rejected!].FirstOrDefault(answer => answer.Asked > replaced.Got);
            Assert.True(again is null, $"Seed {seed}: {again} after it was replaced for {replaced}.");
        }
    }

    private static Demand Draw(Random random, List<Answer> seen)
    {
        var (tenant, _) = Tenants[random.Next(Tenants.Length)];
        var scope = Scopes[random.Next(Scopes.Length)];
        var own = seen.Where(answer => answer.Demand.Tenant == tenant && answer.Demand.Scope == scope).ToList();
        var rejected = random.Next(4) switch
        {
            0 when own.Count > 0 => own[^1].Token,
            1 when seen.Count > 0 => seen[random.Next(seen.Count)].Token,
            _ => null,
        };
        return new(Callers[random.Next(Callers.Length)].Id, tenant, scope, random.Next(0, 4) * 1000, rejected);
    }

    /// <summary>Null when the caller may not have it; that it got it all the same is a failure at once, like all that one answer shows.</summary>
    private async Task<Answer?> AskAsync(Demand demand)
    {
        var grant = Callers.Single(caller => caller.Id == demand.Caller).Grant;
        var isGranted = grant.Any(pattern => pattern == demand.Tenant || (pattern[^1] == '*' && demand.Tenant.StartsWith(pattern[..^1], StringComparison.Ordinal)));
        List<(string, string)> parameters =
            [("tenant", demand.Tenant), ("scope", demand.Scope), ("min_ttl", demand.MinTtl.ToString(CultureInfo.InvariantCulture))];
        if (demand.Rejected is not null)
        {
            parameters.Add(("rejected_token", demand.Rejected));
        }

        var asked = Interlocked.Increment(ref _moment);
        var response = await _clients[demand.Caller].AskAsync([.. parameters]);
        var body = await Deployment.JsonAsync(response);
        var got = Interlocked.Increment(ref _moment);
        if (!isGranted)
        {
            Assert.False(response.IsSuccessStatusCode, $"{demand}: got it, and may not.");
            Assert.Equal(new OAuthError(400, "invalid_target", "unknown_tenant"), await OAuthError.ReadAsync(response));
            return null;
        }

        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{demand}: {body}");
        _deployment.Secrets.Note(body.GetProperty("access_token").GetString()!);
        return Examine(demand, body, asked, got);
    }

    private Answer Examine(Demand demand, JsonElement body, long asked, long got)
    {
        var token = body.GetProperty("access_token").GetString()!;
        var claims = Jwts.Payload(token);
        var account = Tenants.Single(tenant => tenant.Name == demand.Tenant).Account;
        var mark = claims.GetProperty("jti").GetString()!.Split('.');
        Assert.Equal((demand.Tenant, account), (body.GetProperty("tenant").GetString(), body.GetProperty("account_id").GetString()));
        Assert.StartsWith(account + ";", claims.GetProperty("sub").GetString(), StringComparison.Ordinal);
        Assert.Equal(ScopeSet.Parse(demand.Scope), ScopeSet.Parse(body.GetProperty("scope").GetString()!));
        Assert.Equal(ScopeSet.Parse(demand.Scope), ScopeSet.Of(claims.GetProperty("scope").EnumerateArray().Select(scope => scope.GetString()!)));
        Assert.InRange(body.GetProperty("expires_in").GetInt32(), demand.MinTtl, 3600);
        Assert.Equal(
            claims.GetProperty("exp").GetInt64(), _time.GetUtcNow().AddSeconds(body.GetProperty("expires_in").GetInt32()).ToUnixTimeSeconds());
        Assert.Equal("m2m", mark[0]);
        return new(demand, token, mark[1], asked, got);
    }

    private async Task ReconnectAsync(string name)
    {
        var tenant = Tenants.Single(tenant => tenant.Name == name);
        var before = (await _deployment.TenantAsync(name)).GetProperty("generation").GetInt32();
        await _deployment.ConnectAsync(tenant.Name, tenant.Account);
        await _deployment.WaitForAsync(name, document => document.GetProperty("generation").GetInt32() > before);
    }

    private sealed record Demand(string Caller, string Tenant, string Scope, int MinTtl, string? Rejected)
    {
        public override string ToString() => $"{Caller} for {Tenant} with {Scope}, min_ttl {MinTtl}{(Rejected is null ? "" : ", rejecting one")}";
    }

    /// <param name="Asked">The moment at which it was asked for, and <paramref name="Got"/> at which it was there, in the order of all moments.</param>
    private sealed record Answer(Demand Demand, string Token, string Certificate, long Asked, long Got)
    {
        public override string ToString() => $"the token of {Demand}";
    }
}
