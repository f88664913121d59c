using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>NetSuite's bad moments between a consent and its certificate: none of them needs a person, and none doubles a certificate.</summary>
public sealed class IssuanceRetryTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() => _deployment = await Deployment.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    public static TheoryData<Operation, FaultKind, int?> Moments
    {
        get
        {
            var moments = new TheoryData<Operation, FaultKind, int?>();
            foreach (var operation in new[] { Operation.CertificatesList, Operation.CertificatesUpload, Operation.TokenClientCredentials })
            {
                moments.Add(operation, FaultKind.Answer, 503);
                moments.Add(operation, FaultKind.Answer, 500);
                moments.Add(operation, FaultKind.Answer, 401);
                moments.Add(operation, FaultKind.HtmlPage, 200);
                moments.Add(operation, FaultKind.Throttle, null);
                moments.Add(operation, FaultKind.Reset, null);
                moments.Add(operation, FaultKind.AnswerLost, null);
                moments.Add(operation, FaultKind.OversizedBody, null);
            }

            return moments;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_bad_moment_is_waited_out_and_leaves_one_certificate(Operation operation, FaultKind kind, int? status)
    {
        NetSuite.Faults.Add(new Fault(operation, kind) { Status = status, Body = kind == FaultKind.Answer ? "{}" : null, Times = 2 });

        await ConsentAsync();
        await _deployment.TurnUntilConnectedAsync(_time);

        Assert.Single(Account.Certificates.All);
        // An upload of which NetSuite itself said nothing may have arrived: the list is given time to show it before it is sent again.
        var isUnanswered = operation is Operation.CertificatesUpload && kind is not FaultKind.Throttle && status is not 401;
        Assert.InRange(_time.GetUtcNow() - Began, TimeSpan.Zero, TimeSpan.FromMinutes(isUnanswered ? 5 : 1));
    }

    [Fact]
    public async Task An_upload_whose_answer_was_lost_is_adopted_and_not_repeated()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.AnswerLost) { Times = 1 });

        await ConsentAsync();
        var tenant = await _deployment.TurnUntilConnectedAsync(_time);

        Assert.Equal(1, NetSuite.Journal.Count(Operation.CertificatesUpload));
        Assert.Equal(Assert.Single(Account.Certificates.All).Id, tenant.GetProperty("certificate").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(Operation.CertificatesList)]
    [InlineData(Operation.CertificatesUpload)]
    [InlineData(Operation.TokenClientCredentials)]
    public async Task A_call_that_hangs_ends_with_the_time_out_and_is_made_again(Operation operation)
    {
        var hang = NetSuite.Faults.Add(new Fault(operation, FaultKind.HoldBefore) { Times = 1 });

        await ConsentAsync();
        await hang.WaitUntilHeldAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(31));
        await _deployment.TurnUntilConnectedAsync(_time);

        Assert.Single(Account.Certificates.All);
    }

    [Theory]
    [InlineData(Operation.CertificatesList)]
    [InlineData(Operation.CertificatesUpload)]
    [InlineData(Operation.TokenClientCredentials)]
    public async Task NetSuite_says_how_long_to_wait_and_is_left_alone_until_then(Operation operation)
    {
        NetSuite.Faults.Add(new Fault(operation, FaultKind.Throttle) { RetryAfter = 240, Times = 1 });

        await ConsentAsync();
        var waiting = await _deployment.TurnUntilAsync(
            _time, tenant => tenant.GetProperty("rotation").GetProperty("last_error").GetString() == "throttled");
        var next = waiting.GetProperty("rotation").GetProperty("next_attempt_at").GetDateTimeOffset();

        Assert.InRange(next - Began, TimeSpan.FromSeconds(240), TimeSpan.FromSeconds(270));
        Assert.Equal(1, waiting.GetProperty("rotation").GetProperty("attempts").GetInt32());
        await _deployment.TurnUntilConnectedAsync(_time);
    }

    [Fact]
    public async Task Attempts_come_ever_more_slowly()
    {
        // An answer that says for certain that the certificate was not taken: what cannot be told is looked for as soon as it can be.
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer) { Status = 429, Times = 7 });

        await ConsentAsync();
        await _deployment.TurnUntilConnectedAsync(_time);

        // Each looks at the list first.
        var at = NetSuite.Journal.Entries.Where(entry => entry.Operation == Operation.CertificatesList).Select(entry => entry.At).ToList();
        var waits = at.Zip(at.Skip(1), (one, next) => (next - one).TotalSeconds);
        Assert.All(waits.Zip([2.0, 5, 10, 20, 40, 60, 60]), pair => Assert.InRange(pair.First, pair.Second, pair.Second + 20));
    }

    [Fact]
    public async Task A_certificate_that_NetSuite_knows_a_minute_later_connects_within_the_time_of_propagation()
    {
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromSeconds(60);

        await ConsentAsync();
        var tenant = await _deployment.TurnUntilConnectedAsync(_time);

        Assert.InRange(_time.GetUtcNow() - Began, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120));
        Assert.Equal("ok", tenant.GetProperty("health").GetString());
    }

    [Fact]
    public async Task An_outage_does_not_use_up_the_time_of_propagation()
    {
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Throttle) { Times = 10 });
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 400, Body = """{"error":"invalid_grant"}""", Times = 3 });

        await ConsentAsync();

        await _deployment.TurnUntilConnectedAsync(_time);
    }

    private static DateTimeOffset Began { get; } = FakeTime.New().GetUtcNow();

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Account Account => NetSuite.FindAccount(Deployment.Account)!;

    private async Task ConsentAsync()
    {
        using var admin = _deployment.NewAdmin();
        await admin.ConsentAsync(await _deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account }));
    }
}
