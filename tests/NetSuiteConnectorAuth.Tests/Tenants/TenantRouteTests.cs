using System.Net;
using System.Text.Json;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants;

/// <summary>Tenants as operators read them.</summary>
public sealed class TenantRouteTests(TenantRouteTests.WithTenants shared) : IClassFixture<TenantRouteTests.WithTenants>
{
    private static readonly Secret PartnerSecret = Secret.Random();
    private static readonly Secret JobSecret = Secret.Random();

    private Deployment Deployment => shared.Deployment;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connected_tenant_has_every_field_of_the_contract_and_no_other()
    {
        var tenant = await Deployment.TenantAsync("connected");

        Assert.Equal(
            [
                "account_id", "certificate", "connected_at", "created_at", "entity", "environment", "generation", "health", "health_reason", "health_since",
                "integration", "last_token_at", "role", "rotation", "scopes", "status", "tenant", "updated_at",
            ],
            Names(tenant));
        Assert.Equal(["algorithm", "id", "not_before", "proven_at", "renews_at", "valid_until"], Names(tenant.GetProperty("certificate")));
        Assert.Equal(["attempts", "last_error", "next_attempt_at", "paused", "state"], Names(tenant.GetProperty("rotation")));
        Assert.Equal(
            ("connected", "default", "1234567", "production", "connected", "ok"),
            (Text(tenant, "tenant"), Text(tenant, "integration"), Text(tenant, "account_id"), Text(tenant, "environment"), Text(tenant, "status"), Text(tenant, "health")));
        Assert.Equal(["rest_webservices", "restlets"], tenant.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal(JsonValueKind.Null, tenant.GetProperty("health_reason").ValueKind);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", Text(tenant.GetProperty("certificate"), "id"));
        Assert.False(tenant.GetProperty("rotation").GetProperty("paused").GetBoolean());
        foreach (var time in new[] { "health_since", "last_token_at", "connected_at", "created_at", "updated_at" })
        {
            Assert.Equal(TimeSpan.Zero, tenant.GetProperty(time).GetDateTimeOffset().Offset);
        }
    }

    [Fact]
    public async Task A_tenant_that_nobody_connected_has_the_same_fields_with_nothing_in_them()
    {
        var tenant = await Deployment.TenantAsync("partner-one");

        Assert.Equal(Names(await Deployment.TenantAsync("connected")), Names(tenant));
        foreach (var name in new[] { "account_id", "environment", "role", "entity", "certificate", "last_token_at", "connected_at", "health_since" })
        {
            Assert.Equal(JsonValueKind.Null, tenant.GetProperty(name).ValueKind);
        }

        Assert.Equal(("pending", "unknown", 0), (Text(tenant, "status"), Text(tenant, "health"), tenant.GetProperty("generation").GetInt32()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Pages_of_any_size_make_the_whole_list_in_order_of_names(int limit)
    {
        var names = new List<string>();
        string? next = null;
        do
        {
            var page = await GetAsync(Deployment.Internal, $"/tenants?limit={limit}{(next is null ? "" : $"&after={next}")}");
            Assert.Equal(["items", "next"], Names(page));
            var items = page.GetProperty("items").EnumerateArray().Select(item => Text(item, "tenant")!).ToList();
            Assert.InRange(items.Count, 0, limit);
            names.AddRange(items);
            next = Text(page, "next");
        }
        while (next is not null);

        Assert.Equal(["a.b", "a_c", "connected", "partner-one", "partner-two", "zulu"], names);
    }

    [Theory]
    [InlineData("pending", new[] { "a.b", "a_c", "partner-one", "partner-two", "zulu" })]
    [InlineData("connected", new[] { "connected" })]
    [InlineData("provisioning", new string[0])]
    [InlineData("reconnect_required", new string[0])]
    [InlineData("disconnected", new string[0])]
    public async Task A_status_is_a_filter(string status, string[] expected)
    {
        var page = await GetAsync(Deployment.Internal, $"/tenants?status={status}");

        Assert.Equal(expected, page.GetProperty("items").EnumerateArray().Select(item => Text(item, "tenant")));
    }

    [Fact]
    public async Task A_caller_sees_its_own_tenants_and_pages_through_them_alone()
    {
        using var partner = Deployment.ClientOf("partner", PartnerSecret);

        var first = await GetAsync(partner, "/tenants?limit=1");
        var second = await GetAsync(partner, $"/tenants?limit=1&after={Text(first, "next")}");

        Assert.Equal("partner-one", Text(Assert.Single(first.GetProperty("items").EnumerateArray()), "tenant"));
        Assert.Equal("partner-two", Text(Assert.Single(second.GetProperty("items").EnumerateArray()), "tenant"));
        Assert.Null(Text(second, "next"));
    }

    [Fact]
    public async Task Another_callers_tenant_and_none_at_all_cannot_be_told_apart()
    {
        using var partner = Deployment.ClientOf("partner", PartnerSecret);

        var answers = new List<string>();
        foreach (var tenant in new[] { "connected", "never-heard-of", "NOT%20A%20NAME" })
        {
            using var answer = await partner.GetAsync($"/tenants/{tenant}", Cancelled);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("unknown_tenant", (await answer.ProblemAsync(Cancelled)).Code());
            answers.Add(await answer.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Single(answers.Distinct());
    }

    [Theory]
    [InlineData("/tenants")]
    [InlineData("/tenants/connected")]
    [InlineData("/status")]
    public async Task Who_may_only_fetch_tokens_may_not_look_around(string path)
    {
        using var job = Deployment.ClientOf("job", JobSecret);
        using var anonymous = Deployment.Anonymous();
        using var forbidden = await job.GetAsync(path, Cancelled);
        using var unknown = await anonymous.GetAsync(path, Cancelled);

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (forbidden.StatusCode, (await forbidden.ProblemAsync(Cancelled)).Code()));
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated"), (unknown.StatusCode, (await unknown.ProblemAsync(Cancelled)).Code()));
        Assert.Equal("Basic", Assert.Single(unknown.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=-1")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=many")]
    [InlineData("?limit=99999999999")]
    [InlineData("?status=Connected")]
    [InlineData("?status=")]
    [InlineData("?status=1")]
    [InlineData("?after=NOT%20A%20NAME")]
    [InlineData("?after=")]
    [InlineData("?after=%00")]
    public async Task A_question_that_makes_no_sense_is_refused(string query)
    {
        using var answer = await Deployment.Internal.GetAsync($"/tenants{query}", Cancelled);

        Assert.Equal((HttpStatusCode.BadRequest, "malformed_request"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await Deployment.JsonAsync(answer);
    }

    private static string? Text(JsonElement document, string name) => document.GetProperty(name).GetString();

    private static IEnumerable<string> Names(JsonElement document) => document.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    public sealed class WithTenants : SharedDeployment
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await Deployment.ConnectAsync("connected");
            using var admin = Deployment.NewAdmin();
            foreach (var tenant in new[] { "zulu", "partner-two", "a_c", "partner-one", "a.b" })
            {
                await admin.GetAsync(await Deployment.LinkAsync(new { tenant }));
            }
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
