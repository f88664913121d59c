using System.Net;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

public sealed class FaultTests : SimulatorTest
{
    [Fact]
    public async Task An_answer_is_replaced_as_often_as_ordered()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer)
        {
            Status = 500, Body = """{"error":"server_error"}""", Times = 2, Headers = new Dictionary<string, string> { ["X-Upstream"] = "edge" },
        });

        var answers = new[] { await connector.MintAsync(certificate), await connector.MintAsync(certificate), await connector.MintAsync(certificate) };

        Assert.Equal(["500 server_error", "500 server_error", "200"], answers.Select(answer => answer.Outcome));
        Assert.Equal("edge", answers[0].Headers.GetValues("X-Upstream").Single());
        Assert.Equal([FaultKind.Answer], NetSuite.Journal.Entries[^2].Faults);
    }

    [Fact]
    public async Task A_fault_may_let_some_requests_pass_and_spare_other_accounts_and_operations()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.HtmlPage) { Account = "1234567-sb1", Skip = 1 });

        var first = await connector.MintAsync(certificate);
        var second = await connector.MintAsync(certificate);
        var elsewhere = NewConnector("1234567");

        Assert.Equal(("200", HttpStatusCode.ServiceUnavailable, "text/html"), (first.Outcome, second.Status, second.ContentType));
        Assert.Equal("200", (await elsewhere.MintAsync(await elsewhere.ConnectAsync())).Outcome);
        Assert.Equal("200", (await connector.LogInAsync()).Outcome);
    }

    [Fact]
    public async Task Of_two_answers_the_older_comes_first()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Throttle) { RetryAfter = 7, Times = 1 });
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 502, Times = 1 });

        var throttled = await connector.MintAsync(certificate);
        var broken = await connector.MintAsync(certificate);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7), "CONCURRENCY_LIMIT_EXCEEDED"),
            (throttled.Status, throttled.Headers.RetryAfter!.Delta!.Value, throttled.RestCode));
        Assert.Equal(HttpStatusCode.BadGateway, broken.Status);
    }

    [Fact]
    public async Task A_body_can_be_too_large()
    {
        NetSuite.Faults.Add(new Fault(Operation.Discovery, FaultKind.OversizedBody) { Size = 1_000_001 });

        var answer = await NewConnector().GetAsync(Host.UrlOf("rest.netsuite.com") + "/rest/datacenterurls?account=1", null);

        Assert.Equal(1_000_001, answer.Body.Length);
    }

    [Fact]
    public async Task A_reset_does_nothing_and_a_lost_answer_has_done_it()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");
        var certificates = NetSuite.AddAccount(connector.Account).Certificates;
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Reset) { Times = 1 });
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.AnswerLost) { Times = 1 });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem));
        Assert.Empty(certificates.All);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem));
        Assert.Single(certificates.All);

        var entry = await NetSuite.Journal.WaitForAsync(entry => entry.Faults.Contains(FaultKind.AnswerLost), Ct);
        Assert.Null(entry.Status);
    }

    [Fact]
    public async Task A_hang_lasts_until_the_client_leaves()
    {
        var connector = NewConnector();
        var hang = NetSuite.Faults.Add(new Fault(Operation.RestRead, FaultKind.Hang));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var request = Http.GetAsync(connector.CustomersUrl, leaving.Token);
        while (hang.Hits == 0)
        {
            await Task.Yield();
        }

        Assert.False(request.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Null((await NetSuite.Journal.WaitForAsync(entry => entry.Operation == Operation.RestRead, Ct)).Status);
    }

    [Fact]
    public async Task A_delay_is_measured_on_the_simulators_clock()
    {
        var connector = NewConnector();
        NetSuite.Faults.Add(new Fault(Operation.Keys, FaultKind.Delay) { Delay = TimeSpan.FromSeconds(20) });

        var request = connector.GetAsync(connector.Suitetalk + "/services/rest/auth/oauth2/v1/keys", null);
        while (!request.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("200", (await request).Outcome);
        Assert.True(Clock.GetUtcNow() >= Start.AddSeconds(20));
    }

    [Fact]
    public async Task A_hold_before_processing_waits_for_its_release()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore));

        var upload = connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem);
        await hold.WaitUntilHeldAsync(Ct);

        Assert.Equal(1, hold.Held);
        Assert.Empty(NetSuite.AddAccount(connector.Account).Certificates.All);
        hold.Release();
        Assert.Equal("200", (await upload).Outcome);
        Assert.Equal("200", (await connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem)).Outcome);
    }

    [Fact]
    public async Task A_hold_after_processing_has_done_it_when_it_holds()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldAfter));
        var certificate = TestCertificate.Make("ES256", Start);

        var upload = connector.UploadAsync(token, certificate.Pem);
        await hold.WaitUntilHeldAsync(Ct);

        Assert.Single(NetSuite.AddAccount(connector.Account).Certificates.All);
        Assert.False(upload.IsCompleted);
        hold.Release();
        Assert.Equal(certificate.Id, (await upload).Text("certificate_id"));
    }

    [Fact]
    public async Task A_new_certificate_can_be_invisible_for_a_while()
    {
        var connector = NewConnector();
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.DelayedVisibility) { Delay = TimeSpan.FromSeconds(30) });
        var certificate = await connector.ConnectAsync();

        var early = await connector.MintAsync(certificate);
        Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(("400 invalid_grant", "200"), (early.Outcome, (await connector.MintAsync(certificate)).Outcome));
    }

    [Fact]
    public async Task A_token_can_be_short_lived()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.ShortTokenLife) { Delay = TimeSpan.FromSeconds(90) });

        var answer = await connector.MintAsync(certificate);
        Clock.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(90, answer.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal("401", (await connector.ReadCustomersAsync(answer.Text("access_token"))).Outcome);
    }

    [Fact]
    public async Task Held_requests_do_not_keep_the_simulator_from_stopping()
    {
        var connector = NewConnector();
        var hold = NetSuite.Faults.Add(new Fault(Operation.RestRead, FaultKind.HoldBefore));
        var held = connector.ReadCustomersAsync("x");
        await hold.WaitUntilHeldAsync(Ct);

        await Host.DisposeAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => held);
    }
}
