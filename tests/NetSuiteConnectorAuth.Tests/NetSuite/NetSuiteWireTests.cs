using System.Net.Sockets;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

/// <summary>The faults of real sockets, met by the handler that the service really uses.</summary>
public sealed class NetSuiteWireTests : IDisposable
{
    private readonly WireMockServer _server = WireMockServer.Start(FreePort.Next());
    private readonly SocketsHttpHandler _handler = NetSuiteRegistration.CreateHandler();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _handler.Dispose();
    }

    [Fact]
    public async Task A_maintenance_page_is_transient_and_its_text_goes_nowhere()
    {
        Answer(Response.Create().WithStatusCode(200).WithHeader("Content-Type", "text/html; charset=utf-8").WithBody("<html>the-page-text</html>"));

        var (failure, bench) = await MintAsync();

        Assert.Equal((FailureKind.Transient, FailureCodes.HtmlAnswer, 200), (failure.Kind, failure.Code, failure.StatusCode));
        Assert.DoesNotContain("the-page-text", failure.ToString() + string.Concat(bench.Logger.Lines), StringComparison.Ordinal);
        Assert.Contains(bench.Logger.Lines, line => line.Level is Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task A_page_under_a_json_type_is_seen_to_be_a_page()
    {
        Answer(Response.Create().WithStatusCode(401).WithHeader("Content-Type", "application/json").WithBody("\n <!DOCTYPE html><p>invalid_client"));

        Assert.Equal(FailureCodes.HtmlAnswer, (await MintAsync()).Failure.Code);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task An_answer_larger_than_the_cap_is_not_read_to_its_end(int status)
    {
        Answer(Response.Create().WithStatusCode(status).WithHeader("Content-Type", "application/json").WithBody(new string('x', 10_000_000)));

        var (failure, _) = await MintAsync();

        Assert.Equal((FailureKind.Transient, FailureCodes.OversizedAnswer, status), (failure.Kind, failure.Code, failure.StatusCode));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _server.Given(Request.Create().WithPath("/elsewhere")).RespondWith(Response.Create().WithStatusCode(200));
        Answer(Response.Create().WithStatusCode(307).WithHeader("Location", _server.Url + "/elsewhere"));

        Assert.Equal(FailureCodes.RedirectRefused, (await MintAsync()).Failure.Code);

        Assert.DoesNotContain(_server.LogEntries, entry => entry.RequestMessage!.Path == "/elsewhere");
    }

    [Fact]
    public async Task No_cookie_and_no_trace_header_reaches_netsuite()
    {
        using var activity = new System.Diagnostics.Activity("caller").Start();
        Answer(Response.Create().WithStatusCode(400).WithHeader("Set-Cookie", "JSESSIONID=1; Path=/").WithBody("""{"error":"invalid_grant"}"""));

        using var bench = new NetSuiteBench(_handler, NetSuiteBench.OptionsAt(_server.Url!));
        for (var call = 0; call < 2; call++)
        {
            await bench.Client.MintAsync(NetSuiteBench.Account, () => new Secret("h.p.s"), Cancellation);
        }

        Assert.Equal(2, _server.LogEntries.Count);
        Assert.All(_server.LogEntries, entry =>
        {
            Assert.DoesNotContain(entry.RequestMessage!.Headers!.Keys, name => name.Equals("Cookie", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(entry.RequestMessage.Headers!.Keys, name => name.StartsWith("trace", StringComparison.OrdinalIgnoreCase));
        });
    }

    [Fact]
    public async Task A_netsuite_that_accepts_and_never_answers_costs_the_time_out()
    {
        await using var far = new RawServer(async (_, cancellation) => await new TaskCompletionSource().Task.WaitAsync(cancellation));

        var failure = await MintAtAsync(far.Url, passTime: far.FirstRequest);

        Assert.Equal((FailureKind.Transient, FailureCodes.Timeout, true), (failure.Kind, failure.Code, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task An_answer_that_stops_half_way_costs_the_time_out()
    {
        await using var far = new RawServer(async (stream, cancellation) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"access"u8.ToArray(), cancellation);
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        });

        var failure = await MintAtAsync(far.Url, passTime: far.FirstRequest);

        Assert.Equal(FailureCodes.Timeout, failure.Code);
        Assert.True(failure.OutcomeUnknown);
    }

    [Fact]
    public async Task A_connection_reset_after_the_request_leaves_the_outcome_open()
    {
        await using var far = new RawServer((stream, _) =>
        {
            // Linger 0 sends RST instead of FIN.
            stream.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            return Task.CompletedTask;
        });

        var failure = await UploadAtAsync(far.Url);

        Assert.Equal((FailureKind.Transient, FailureCodes.ConnectionLost, true), (failure.Kind, failure.Code, failure.OutcomeUnknown));
        Assert.Equal(1, far.Connections);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_leaves_the_outcome_open()
    {
        await using var far = new RawServer(async (stream, cancellation) =>
            await stream.WriteAsync("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"certificate"u8.ToArray(), cancellation));

        var failure = await UploadAtAsync(far.Url);

        Assert.Equal((FailureCodes.ConnectionLost, true), (failure.Code, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task What_is_no_http_at_all_is_a_lost_connection()
    {
        await using var far = new RawServer(async (stream, cancellation) => await stream.WriteAsync("SSH-2.0-what\r\n\r\n"u8.ToArray(), cancellation));

        Assert.Equal(FailureCodes.ConnectionLost, (await UploadAtAsync(far.Url)).Code);
    }

    [Fact]
    public async Task A_host_without_a_listener_failed_to_connect_and_nothing_happened()
    {
        var failure = await UploadAtAsync($"http://127.0.0.1:{FreePort.Next()}");

        Assert.Equal((FailureKind.Transient, FailureCodes.ConnectionFailed, false), (failure.Kind, failure.Code, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task A_far_end_without_tls_fails_the_handshake_and_nothing_happened()
    {
        await using var far = new RawServer(async (stream, cancellation) => await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), cancellation));

        var failure = await UploadAtAsync(far.Url.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.Equal((FailureKind.Transient, FailureCodes.TlsFailed, false), (failure.Kind, failure.Code, failure.OutcomeUnknown));
    }

    private void Answer(IResponseBuilder response) =>
        _server.Given(Request.Create().WithPath("/1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token").UsingPost()).RespondWith(response);

    private async Task<(NetSuiteFailure Failure, NetSuiteBench Bench)> MintAsync()
    {
        using var bench = new NetSuiteBench(_handler, NetSuiteBench.OptionsAt(_server.Url!));
        var result = await bench.Client.MintAsync(NetSuiteBench.Account, () => new Secret("h.p.s"), Cancellation);
        return (result.Failure!, bench);
    }

    private async Task<NetSuiteFailure> MintAtAsync(string origin, Task passTime)
    {
        using var bench = new NetSuiteBench(_handler, NetSuiteBench.OptionsAt(origin));
        var call = bench.Client.MintAsync(NetSuiteBench.Account, () => new Secret("h.p.s"), Cancellation);
        await passTime;
        return (await bench.PassingTime(call)).Failure!;
    }

    /// <summary>An upload, because it is never tried again and minds whether it was processed.</summary>
    private async Task<NetSuiteFailure> UploadAtAsync(string origin)
    {
        using var bench = new NetSuiteBench(_handler, NetSuiteBench.OptionsAt(origin));
        var result = await bench.Client.UploadCertificateAsync(
            NetSuiteBench.Account, "client", new Secret("t"), Certificates.TestCertificates.Es256.CertificatePem, 1, 1, Cancellation);
        return result.Failure!;
    }
}
