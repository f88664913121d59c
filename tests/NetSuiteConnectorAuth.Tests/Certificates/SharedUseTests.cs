using System.Net;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tenants.Import;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Two tenants of one account that live by the same certificate: nobody revokes it under the other, and the last one does.</summary>
public sealed class SharedUseTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;
    private HandMadeMapping _shared = null!;

    public async ValueTask InitializeAsync()
    {
        _deployment = await Deployment.StartAsync(simulator: options => options.AccessTokenAlgorithm = "ES256", time: _time);
        _shared = await HandMadeMapping.MakeAsync(_deployment);
        await _deployment.ImportAsync("one", _shared.Body());
        await _deployment.ImportAsync("two", _shared.Body());
    }

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task Rotations_of_the_one_do_not_take_it_from_the_other()
    {
        foreach (var generation in new[] { 2, 3 })
        {
            Assert.Equal(HttpStatusCode.Accepted, (await _deployment.Internal.PostAsync("/tenants/one/rotate", null, TestContext.Current.CancellationToken)).StatusCode);
            await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("generation").GetInt32() == generation, "one");
        }

        Assert.True(IsActive);
        await _deployment.PassAsync(_time, TimeSpan.FromHours(2));
        Assert.True(IsActive);
        await _deployment.TokenAsync("two", ("scope", "restlets"));
    }

    [Fact]
    public async Task The_one_who_goes_leaves_it_to_the_other_and_may_come_back_with_it()
    {
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("one"));
        Assert.True(IsActive);
        await _deployment.TokenAsync("two", ("scope", "restlets"));
        Assert.DoesNotContain("certificate.revoked", await _deployment.EventsAsync("one"));

        await _deployment.ImportAsync("one", _shared.Body());
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("two"));
        Assert.True(IsActive);
        await _deployment.TokenAsync("one", ("scope", "restlets"));
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("one"));
        Assert.False(IsActive);
    }

    [Fact]
    public async Task Who_was_disconnected_by_force_lives_by_nothing()
    {
        var user = Account.FindUser(317)!;
        user.Active = false;
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("two", "?force=true"));
        user.Active = true;

        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("one"));

        Assert.False(IsActive);
    }

    [Fact]
    public async Task Neither_waits_for_the_other_when_both_go()
    {
        var user = Account.FindUser(317)!;
        user.Active = false;
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Accepted], [await DeleteAsync("one"), await DeleteAsync("two")]);
        user.Active = true;

        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("two"));
        Assert.False(IsActive);
    }

    private Account Account => _deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!;

    private bool IsActive => Account.Certificates.Find(_shared.Id)!.IsActive(_time.GetUtcNow());

    private async Task<HttpStatusCode> DeleteAsync(string tenant, string query = "") =>
        (await _time.TurnWhileAsync(_deployment.Internal.DeleteAsync($"/tenants/{tenant}{query}", TestContext.Current.CancellationToken))).StatusCode;
}
