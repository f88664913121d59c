using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Nobody said whether NetSuite took the certificate: its list is given the time to show it before it is sent again.</summary>
public sealed class LostUploadTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _deployment = await Jobs.StartConnectedAsync(_time);
        NetSuite.Journal.Clear();
    }

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task One_taken_at_the_end_of_its_requests_time_is_not_sent_twice_by_a_list_that_lags()
    {
        var before = (await _deployment.SigningAsync()).Id;
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.AnswerLost) { Times = 1 });
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 200, Body = "[]", Skip = 1, Times = 1 });

        await RotateAsync();
        await hold.WaitUntilHeldAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(28.5));
        hold.Release();
        await Eventually.IsTrueAsync(() => NetSuite.FindAccount(Deployment.Account)!.Certificates.All.Count == 2, () => "NetSuite takes it");
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("certificate").GetProperty("id").GetString() != before);

        Assert.Equal(1, NetSuite.Journal.Count(Operation.CertificatesUpload));
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Task<HttpResponseMessage> RotateAsync() => _deployment.Internal.PostAsync($"/tenants/{Deployment.Tenant}/rotate", null, Cancellation);
}
