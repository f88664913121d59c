using System.Net;
using System.Text.Json;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Events;

/// <summary>The audit history as operators read it.</summary>
public sealed class EventRouteTests(EventRouteTests.WithHistory shared) : IClassFixture<EventRouteTests.WithHistory>
{
    private const int Long = 25;

    private static readonly Secret PartnerSecret = Secret.Random();
    private static readonly Secret JobSecret = Secret.Random();

    private Deployment Deployment => shared.Deployment;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connected_tenants_history_tells_how_it_came_to_be()
    {
        var page = await GetAsync(Deployment.Internal, "/tenants/connected/events");

        Assert.Equal(["items", "next"], Names(page));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
        var events = page.GetProperty("items").EnumerateArray().ToList();
        Assert.All(events, e => Assert.Equal(["actor", "at", "data", "id", "type"], Names(e)));
        Assert.Equal(
            ["certificate.activated", "certificate.uploaded", "tenant.connected"],
            events.Select(e => e.GetProperty("type").GetString()).Order());
        var connected = Assert.Single(events, e => e.GetProperty("type").GetString() == "tenant.connected");
        Assert.Equal(JsonValueKind.Object, connected.GetProperty("data").ValueKind);
        Assert.Equal("1234567", connected.GetProperty("data").GetProperty("account").GetString());
        Assert.Equal(TimeSpan.Zero, connected.GetProperty("at").GetDateTimeOffset().Offset);
        Assert.Equal("issuance", connected.GetProperty("actor").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(1000)]
    public async Task Pages_of_any_size_make_the_whole_history_newest_first(int limit)
    {
        var numbers = new List<int>();
        string? next = null;
        do
        {
            var page = await GetAsync(Deployment.Internal, $"/tenants/busy/events?limit={limit}{(next is null ? "" : $"&after={next}")}");
            var items = page.GetProperty("items").EnumerateArray().ToList();
            Assert.InRange(items.Count, 1, limit);
            numbers.AddRange(items.Select(NumberOf));
            Assert.InRange(numbers.Count, 1, Long);
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(Enumerable.Range(0, Long).Reverse(), numbers);
    }

    [Fact]
    public async Task What_happens_between_two_pages_neither_repeats_nor_hides_an_event()
    {
        var first = await GetAsync(Deployment.Internal, "/tenants/growing/events?limit=2");
        await Deployment.ChangeAsync((db, now) =>
        {
            db.Events.Add(Numbered("growing", 99, now.AddHours(1)));
            return Task.CompletedTask;
        });
        var second = await GetAsync(Deployment.Internal, $"/tenants/growing/events?limit=2&after={first.GetProperty("next").GetString()}");

        Assert.Equal([3, 2], first.GetProperty("items").EnumerateArray().Select(NumberOf));
        Assert.Equal([1, 0], second.GetProperty("items").EnumerateArray().Select(NumberOf));
    }

    [Fact]
    public async Task A_tenant_without_a_history_has_an_empty_one()
    {
        var page = await GetAsync(Deployment.Internal, "/tenants/quiet/events");

        Assert.Empty(page.GetProperty("items").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Another_callers_tenant_and_none_at_all_cannot_be_told_apart()
    {
        using var partner = Deployment.ClientOf("partner", PartnerSecret);
        var answers = new List<string>();
        foreach (var tenant in new[] { "connected", "never-heard-of", "NOT%20A%20NAME", "partner-none" })
        {
            using var answer = await partner.GetAsync($"/tenants/{tenant}/events", Cancelled);
            Assert.Equal((HttpStatusCode.NotFound, "unknown_tenant"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
            answers.Add(await answer.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Who_may_only_fetch_tokens_may_not_read_the_history()
    {
        using var job = Deployment.ClientOf("job", JobSecret);
        using var answer = await job.GetAsync("/tenants/connected/events", Cancelled);

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=many")]
    [InlineData("?after=")]
    [InlineData("?after=x")]
    [InlineData("?after=%27%20or%201=1")]
    [InlineData("?after=019AB000000070008000000000000000")]
    [InlineData("?after=019ab000-0000-7000-8000-000000000000")]
    public async Task A_question_that_makes_no_sense_is_refused(string query)
    {
        using var answer = await Deployment.Internal.GetAsync($"/tenants/connected/events{query}", Cancelled);

        Assert.Equal((HttpStatusCode.BadRequest, "malformed_request"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
    }

    private static AuditEvent Numbered(string tenant, int number, DateTimeOffset at) =>
        AuditEvent.Of(TenantName.Parse(tenant), EventType.RotationFailed, "test", at, ("number", $"{number}"));

    private static int NumberOf(JsonElement item) => int.Parse(item.GetProperty("data").GetProperty("number").GetString()!);

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await Deployment.JsonAsync(answer);
    }

    private static IEnumerable<string> Names(JsonElement document) => document.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    public sealed class WithHistory : SharedDeployment
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await Deployment.ConnectAsync("connected");
            foreach (var tenant in new[] { "busy", "growing", "quiet" })
            {
                await Deployment.OpenTenantAsync(tenant, Deployment.Account);
            }

            await Deployment.ChangeAsync((db, now) =>
            {
                // A second tenant's events between the first one's.
                db.Events.AddRange(Enumerable.Range(0, Long).Select(number => Numbered("busy", number, now.AddMinutes(number - 100))));
                db.Events.AddRange(Enumerable.Range(0, 4).Select(number => Numbered("growing", number, now.AddMinutes(number - 100))));
                return Task.CompletedTask;
            });
        }

        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["Callers:partner:Secrets:0"] = SecretHash.Of(PartnerSecret).ToString();
            settings["Callers:partner:Tenants:0"] = "partner-*";
            settings["Callers:partner:Permissions:0"] = "observe";
            settings["Callers:job:Secrets:0"] = SecretHash.Of(JobSecret).ToString();
            settings["Callers:job:Tenants:0"] = "*";
            settings["Callers:job:Permissions:0"] = "token";
        }
    }
}
