using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants.Import;

/// <summary>NetSuite says no or nothing, or something else is in the way: then nothing is written at all.</summary>
public sealed class ImportTroubleTests(ImportTroubleTests.WithManySlots shared) : IClassFixture<ImportTroubleTests.WithManySlots>
{
    private const string ServerError = """{"error":"server_error"}""";

    private Deployment Deployment => shared.Deployment;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_NetSuite_does_not_know_is_not_proven_and_leaves_nothing_behind()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var elsewhere = await HandMadeMapping.MakeAsync(Deployment, account: "1234567_RP");

        await AssertNotProvenAsync("unmapped", mapping.Body().With("account", "TSTDRV1234567"), "does not allow client credentials");
        await AssertNotProvenAsync("wrong-account", elsewhere.Body().With("account", Deployment.Account), "invalid_grant");
        await AssertNotProvenAsync("wrong-key", mapping.BodyById().With("private_key_pem", elsewhere.KeyPem), "invalid_grant");
    }

    [Fact]
    public async Task A_refusal_is_believed_when_a_second_assertion_meets_it()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var mints = Deployment.ImportMints();

        await AssertNotProvenAsync("twice", mapping.BodyById().With("certificate_id", "no-such-certificate"), "invalid_grant");

        Assert.Equal(mints + 2, Deployment.ImportMints());
    }

    [Fact]
    public async Task A_revoked_mapping_is_not_proven()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        Assert.True(NetSuiteAccount.Certificates.Revoke(mapping.Id, Deployment.Simulator.NetSuite.Clock.GetUtcNow()));

        await AssertNotProvenAsync("revoked", mapping.Body(), "invalid_grant");
    }

    [Fact]
    public async Task A_token_is_not_enough_when_the_list_shows_the_mapping_as_revoked()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var hold = Deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.HoldBefore) { Times = 1 });

        var importing = AssertNotProvenAsync("revoked-meanwhile", mapping.Body(), "revoked or expired");
        await hold.WaitUntilHeldAsync(Cancelled).WaitAsync(Eventually.Bound, Cancelled);
        NetSuiteAccount.Certificates.Revoke(mapping.Id, Deployment.Simulator.NetSuite.Clock.GetUtcNow());
        hold.Release();

        await importing;
    }

    [Fact]
    public async Task A_token_is_not_enough_when_the_list_does_not_show_the_mapping()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        using var fault = Answer(Operation.CertificatesList, 200, "[]");

        await AssertNotProvenAsync("unlisted", mapping.Body(), "does not show");
    }

    [Theory]
    [InlineData("role", 1043)]
    [InlineData("entity", 318)]
    public async Task Role_and_entity_must_be_those_of_the_list(string member, int value)
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);

        await AssertNotProvenAsync($"wrong-{member}", mapping.Body().With(member, value), "role 1042 and entity 317");
    }

    [Fact]
    public async Task A_list_without_role_and_dates_leaves_the_word_to_the_request()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        using var fault = Answer(Operation.CertificatesList, 200, $$"""[{"certificate_id":"{{mapping.Id}}","revoked":false}]""");

        await AssertNotProvenAsync("terse", mapping.Body(), "name both");
        await AssertNotProvenAsync("terse", mapping.BodyById().With("role", 1042).With("entity", 317), "send certificate_pem");
        var tenant = await Deployment.ImportAsync("terse", mapping.Body().With("role", 1042).With("entity", 317));

        Assert.Equal(mapping.Certificate.NotAfter, tenant.GetProperty("certificate").GetProperty("valid_until").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_mapping_that_ends_today_is_not_taken_over()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var today = Deployment.Simulator.NetSuite.Clock.GetUtcNow().ToString("yyyy-MM-dd");
        using var fault = Answer(
            Operation.CertificatesList, 200,
            $$$"""[{"certificate_id":"{{{mapping.Id}}}","revoked":false,"valid_until":"{{{today}}}","role":{"id":1042},"entity":{"id":317}}]""");

        await AssertNotProvenAsync("last-day", mapping.Body(), "ends today");
    }

    [Fact]
    public async Task A_role_that_may_not_list_is_told_the_permission()
    {
        var role = NetSuiteAccount.AddRole(1050, "About to lose", PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices, PermissionId.ManageOwnCertificates);
        NetSuiteAccount.FindUser(318)!.Roles = new HashSet<long>([1042, 1043, 1050]);
        var mapping = await HandMadeMapping.MakeAsync(Deployment, role: 1050, entity: 318);
        role.Permissions = new HashSet<string>([PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices]);

        await AssertNotProvenAsync("no-permission", mapping.Body(), "Manage own OAuth 2.0 Client Credentials Certificates");
    }

    [Fact]
    public async Task A_role_that_is_not_among_the_allowed_ones_is_a_conflict()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment, role: 1045);

        var refusal = await Deployment.RefuseImportAsync("not-allowed", mapping.Body());

        Assert.Equal((409, "conflict"), (refusal.Status, refusal.Code));
        Assert.Contains("AllowedRoles", refusal.Detail, StringComparison.Ordinal);
        await AssertUnknownAsync("not-allowed");
    }

    [Theory]
    [InlineData(Operation.TokenClientCredentials)]
    [InlineData(Operation.CertificatesList)]
    public async Task NetSuite_in_trouble_is_asked_again_later(Operation operation)
    {
        var tenant = $"later-{operation}".ToLowerInvariant();
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var faults = Deployment.Simulator.NetSuite.Faults;
        foreach (var fault in new[]
        {
            new Fault(operation, FaultKind.HtmlPage),
            new Fault(operation, FaultKind.Reset),
        })
        {
            var active = faults.Add(fault);
            using var answer = await Deployment.PostImportAsync(tenant, mapping.Body());
            faults.Remove(active.Id);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("temporarily_unavailable", (await Deployment.JsonAsync(answer)).GetProperty("code").GetString());
            Assert.Equal(5, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
        }

        await AssertUnknownAsync(tenant);
        await Deployment.ImportAsync(tenant, mapping.Body());
    }

    [Theory]
    [InlineData(Operation.TokenClientCredentials)]
    [InlineData(Operation.CertificatesList)]
    public async Task NetSuite_says_when_it_may_be_asked_again(Operation operation)
    {
        // On a clock of its own: the whole account is left alone until then.
        var time = FakeTime.New();
        await using var deployment = await Deployment.StartAsync(simulator: options => options.AccessTokenAlgorithm = "ES256", time: time);
        var mapping = await HandMadeMapping.MakeAsync(deployment);
        deployment.Simulator.NetSuite.Faults.Add(new Fault(operation, FaultKind.Throttle) { RetryAfter = 7, Times = 1 });

        using var answer = await deployment.PostImportAsync("throttled", mapping.Body());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 7), (answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds));
        time.Advance(TimeSpan.FromSeconds(7));
        await deployment.ImportAsync("throttled", mapping.Body());
    }

    [Fact]
    public async Task A_server_error_counts_when_it_comes_twice()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        using (Answer(Operation.TokenClientCredentials, 500, ServerError, times: 2))
        {
            await AssertNotProvenAsync("server-error", mapping.Body(), "try again");
        }

        using (Answer(Operation.TokenClientCredentials, 500, ServerError, times: 1))
        {
            await Deployment.ImportAsync("server-error", mapping.Body());
        }
    }

    [Fact]
    public async Task A_refusal_that_is_not_confirmed_may_pass()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        foreach (var (first, second) in new[] { (400, 503), (503, 400) })
        {
            using var one = Answer(Operation.TokenClientCredentials, first, """{"error":"invalid_grant"}""", times: 1);
            using var two = Answer(Operation.TokenClientCredentials, second, """{"error":"invalid_grant"}""", times: 1);

            Assert.Equal(503, (await Deployment.RefuseImportAsync("unconfirmed", mapping.Body())).Status);
        }

        await AssertUnknownAsync("unconfirmed");
    }

    [Fact]
    public async Task A_caller_that_leaves_leaves_nothing_behind()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var hold = Deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.HoldAfter) { Times = 1 });
        using var leaving = new CancellationTokenSource();
        var importing = Deployment.Internal.PostAsJsonAsync("/tenants/left/import", mapping.Body(), leaving.Token);
        await hold.WaitUntilHeldAsync(Cancelled).WaitAsync(Eventually.Bound, Cancelled);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => importing);
        await Eventually.IsTrueAsync(() => hold.Held == 0, () => "the service let go of NetSuite");

        await AssertUnknownAsync("left");
    }

    private Account NetSuiteAccount => Deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!;

    private async Task AssertNotProvenAsync(string tenant, object body, string detail)
    {
        var refusal = await Deployment.RefuseImportAsync(tenant, body);
        Assert.Equal((422, "not_proven"), (refusal.Status, refusal.Code));
        Assert.Contains(detail, refusal.Detail, StringComparison.Ordinal);
        await AssertUnknownAsync(tenant);
    }

    private async Task AssertUnknownAsync(string tenant)
    {
        var name = TenantName.Parse(tenant);
        Assert.Equal(HttpStatusCode.NotFound, (await Deployment.Internal.GetAsync($"/tenants/{tenant}", Cancelled)).StatusCode);
        Assert.Equal(0, await Deployment.QueryAsync(async db =>
            await db.Certificates.CountAsync(c => c.Tenant == name, Cancelled) + await db.Events.CountAsync(e => e.Tenant == name, Cancelled)));
    }

    private FaultInForce Answer(Operation operation, int status, string body, int? times = null) => new(
        Deployment.Simulator,
        new Fault(operation, FaultKind.Answer) { Status = status, Body = body, ContentType = "application/json", Times = times });

    private sealed class FaultInForce(SimulatorHost simulator, Fault fault) : IDisposable
    {
        private readonly int _id = simulator.NetSuite.Faults.Add(fault).Id;

        public void Dispose() => simulator.NetSuite.Faults.Remove(_id);
    }

    public sealed class WithManySlots : SharedDeployment
    {
        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["Certificates:MaxActivePerIntegration"] = "100";
            settings["NetSuite:Integrations:default:AllowedRoles:0"] = "1042";
            settings["NetSuite:Integrations:default:AllowedRoles:1"] = "1050";
        }

        protected override void Arrange(SimulatorOptions simulator)
        {
            simulator.MaxActiveCertificates = 1000;
            simulator.AccessTokenAlgorithm = "ES256";
        }
    }
}
