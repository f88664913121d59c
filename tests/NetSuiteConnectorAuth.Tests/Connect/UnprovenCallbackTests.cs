using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>Whom a callback names is only text until NetSuite has taken its code: until then it changes nothing for anybody.</summary>
public sealed class UnprovenCallbackTests
{
    [Fact]
    public async Task A_forged_callback_does_not_disturb_a_connection_that_is_being_made()
    {
        await using var deployment = await Deployment.StartAsync();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant });
        var upload = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore));
        Assert.Equal(HttpStatusCode.SeeOther, (await deployment.NewAdmin().ConsentAsync(link)).StatusCode);
        await upload.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        var refused = await ForgeAsync(deployment, link, role: 3, entity: -5);
        upload.Release();

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var tenant = await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("status").GetString() == "connected");
        Assert.Equal(1042, tenant.GetProperty("role").GetInt32());
        Assert.Equal(1, deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload));
    }

    [Fact]
    public async Task A_forged_callback_of_self_service_makes_no_tenant_and_no_resource_ambiguous()
    {
        await using var deployment = await Deployment.StartAsync(settings => settings["Connect:SelfService"] = "true");
        await deployment.ConnectAsync();

        await ForgeAsync(deployment, new Uri(deployment.PublicUrl, "/connect?account="), role: 3, entity: -5);

        Assert.Equal("unknown_tenant", (await deployment.TenantAsync(Deployment.Account)).GetProperty("code").GetString());
        using var answer = await deployment.Internal.PostAsync(
            "/token",
            Deployment.Form(("grant_type", "client_credentials"), ("resource", $"https://{Deployment.Account}.suitetalk.api.netsuite.com")),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        deployment.Secrets.NoteTokens(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_browser_that_opened_the_link_before_cannot_finish_after_another_has_connected()
    {
        await using var deployment = await Deployment.StartAsync();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant });
        using var late = deployment.NewAdmin();
        var callback = await late.CallbackAsync(link, role: 3, user: -5);
        Assert.Equal(HttpStatusCode.SeeOther, (await deployment.NewAdmin().ConsentAsync(link)).StatusCode);
        await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("status").GetString() == "connected");

        var refused = await late.GetAsync(callback);

        Assert.Contains("data-error=\"state_used\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var tenant = await deployment.TenantAsync();
        Assert.Equal(1042, tenant.GetProperty("role").GetInt32());
        Assert.Equal(1, tenant.GetProperty("generation").GetInt32());
    }

    [Theory]
    [InlineData("temporarily_unavailable")]
    [InlineData("internal_error")]
    [InlineData("link_used")]
    public async Task NetSuite_cannot_speak_with_our_words(string error)
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant });
        var state = await StateAsync(deployment, admin, link);

        var refused = await admin.GetAsync(new Uri(deployment.PublicUrl, $"/callback?state={state}&error={error}"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("data-error=\"netsuite_error\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server_error")]
    [InlineData("invalid_client")]
    [InlineData("invalid_grant")]
    [InlineData("a_word_of_next_year")]
    public async Task What_NetSuite_says_is_passed_on_in_its_own_word(string error)
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant });
        var state = await StateAsync(deployment, admin, link);

        var refused = await admin.GetAsync(new Uri(deployment.PublicUrl, $"/callback?state={state}&error={error}"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"data-error=\"{error}\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_answered_with_another_certificates_ID_is_not_believed()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync();
        var stranger = (await deployment.TenantAsync()).GetProperty("certificate").GetProperty("id").GetString();
        deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer)
        {
            Status = 200,
            ContentType = "application/json",
            Body = $$"""{"certificate_id":"{{stranger}}","valid_from":"2026-01-01","valid_until":"2027-01-01","algorithm":"EC"}""",
            Times = 1,
        });

        await deployment.ConnectAsync("second");

        var second = (await deployment.TenantAsync("second")).GetProperty("certificate").GetProperty("id").GetString();
        Assert.NotEqual(stranger, second);
        await deployment.TokenAsync("second");
        var minted = deployment.Simulator.NetSuite.Journal.Entries.Last(entry => entry.Operation == Operation.TokenClientCredentials);
        Assert.Equal(second, minted.AssertionHeader!.Value.GetProperty("kid").GetString());
    }

    /// <summary>Opens the link and comes back with a code of one's own making.</summary>
    private static async Task<HttpResponseMessage> ForgeAsync(Deployment deployment, Uri link, long role, long entity)
    {
        using var stranger = deployment.NewAdmin();
        var state = await StateAsync(deployment, stranger, link);
        return await stranger.GetAsync(new Uri(
            deployment.PublicUrl, $"/callback?state={state}&company={Deployment.Account}&role={role}&entity={entity}&code={new string('c', 64)}"));
    }

    private static async Task<string> StateAsync(Deployment deployment, Admin admin, Uri link)
    {
        var authorization = (await admin.GetAsync(link)).Headers.Location!;
        deployment.Secrets.NoteParameters(authorization.Query);
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(authorization.Query)["state"].ToString();
    }
}
