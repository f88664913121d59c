using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Status.Doctor;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>How often the doctor looks: on a clock that only the test turns.</summary>
public sealed class DoctorPauseTests : IAsyncLifetime
{
    private static readonly TenantName Acme = TenantName.Parse(Deployment.Tenant);

    private readonly FakeTimeProvider _time = Jobs.StandingClock();
    private Deployment _deployment = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private DoctorFlow Doctor => _deployment.App.Services.GetRequiredService<DoctorFlow>();

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task Within_ten_seconds_the_last_answer_is_given_and_then_it_looks_again()
    {
        var first = await Doctor.CheckAsync(Acme, Cancelled);
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        var second = await Doctor.CheckAsync(Acme, Cancelled);
        Assert.Equal(1, _deployment.Mints());

        _time.Advance(TimeSpan.FromTicks(1));
        var third = await Doctor.CheckAsync(Acme, Cancelled);

        Assert.Same(first, second);
        Assert.NotSame(first, third);
        Assert.Equal(2, _deployment.Mints());
    }

    [Fact]
    public async Task One_tenants_pause_is_not_anothers()
    {
        await _deployment.ConnectAsync("beta", "TSTDRV1234567");
        _deployment.ForgetMints();

        var acme = await Doctor.CheckAsync(Acme, Cancelled);
        var beta = await Doctor.CheckAsync(TenantName.Parse("beta"), Cancelled);

        Assert.Equal(("acme", "beta", 2L), (acme!.Tenant, beta!.Tenant, _deployment.Mints()));
    }

    [Fact]
    public async Task What_cost_NetSuite_nothing_is_looked_at_each_time()
    {
        await _deployment.OpenTenantAsync("pending", Deployment.Account);
        var pending = TenantName.Parse("pending");

        Assert.NotSame(await Doctor.CheckAsync(pending, Cancelled), await Doctor.CheckAsync(pending, Cancelled));
    }
}
