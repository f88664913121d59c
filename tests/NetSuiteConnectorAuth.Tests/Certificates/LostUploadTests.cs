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

    [Theory]
    [InlineData(FaultKind.Answer, 500)]
    [InlineData(FaultKind.Answer, 502)]
    [InlineData(FaultKind.Answer, 503)]
    [InlineData(FaultKind.Answer, 504)]
    [InlineData(FaultKind.HtmlPage, 200)]
    [InlineData(FaultKind.HtmlPage, 503)]
    public async Task An_answer_of_who_stands_before_NetSuite_says_nothing_of_the_certificate(FaultKind kind, int status)
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, kind) { Status = status, Body = kind is FaultKind.Answer ? "{}" : null, Times = 1 });

        await RotateAsync();
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("rotation").GetProperty("last_error").GetString() == "upload_unconfirmed");
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("generation").GetInt32() == 2);

        // The minute begins when the upload is written down, a moment before it is sent.
        Assert.True(Uploads[1] - Uploads[0] >= TimeSpan.FromSeconds(59), "It was sent again before the list had to show it.");
    }

    [Fact]
    public async Task One_that_NetSuite_did_not_take_is_sent_again_at_once()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Throttle) { Times = 1 });

        await RotateAsync();
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("generation").GetInt32() == 2);

        Assert.True(Uploads[1] - Uploads[0] < TimeSpan.FromSeconds(30), "It was waited for what cannot be.");
    }

    private List<DateTimeOffset> Uploads =>
        [.. NetSuite.Journal.Entries.Where(entry => entry.Operation == Operation.CertificatesUpload).Select(entry => entry.At)];

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Task<HttpResponseMessage> RotateAsync() => _deployment.Internal.PostAsync($"/tenants/{Deployment.Tenant}/rotate", null, Cancellation);
}
