using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

/// <summary>What operators see of the calls, and what nobody may see.</summary>
public sealed class NetSuiteObservationTests : IDisposable
{
    private readonly FakeNetSuite _netSuite = new();
    private readonly NetSuiteBench _bench;

    public NetSuiteObservationTests() => _bench = new NetSuiteBench(_netSuite);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Every_attempt_is_counted_by_operation_and_outcome_and_its_duration_is_measured_in_seconds()
    {
        var measured = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == NetSuiteMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, _bench.Meters))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, Text(tags))));
        listener.Start();
        _netSuite
            .Answers(_ =>
            {
                _bench.Time.Advance(TimeSpan.FromMilliseconds(250));
                return FakeNetSuite.Response(HttpStatusCode.BadGateway);
            })
            .Answers(HttpStatusCode.OK, """{"access_token":"a","expires_in":3600,"token_type":"bearer"}""");

        await _bench.PassingTime(_bench.Client.MintAsync(NetSuiteBench.Account, () => new Secret("h.p.s"), Cancellation));

        Assert.Equal(
            [
                ("nsca.netsuite.requests", 1, "operation=mint outcome=unavailable"), ("nsca.netsuite.request.duration", 0.25, "operation=mint"),
                ("nsca.netsuite.requests", 1, "operation=mint outcome=ok"), ("nsca.netsuite.request.duration", 0, "operation=mint"),
            ],
            measured);
    }

    [Fact]
    public async Task No_secret_reaches_a_log_line_or_a_failure_even_when_netsuite_sends_our_secrets_back()
    {
        const string secrets = "SECRET-code SECRET-verifier SECRET-client SECRET-assertion SECRET-access SECRET-refresh";
        (HttpStatusCode Status, string Body, string Type)[] answers =
        [
            (HttpStatusCode.OK, secrets, "application/json"),
            (HttpStatusCode.BadRequest, $$"""{"error":"{{secrets}}","error_description":"{{secrets}}"}""", "application/json"),
            (HttpStatusCode.BadRequest, $$"""{"error":"invalid_grant","error_description":"{{secrets}}"}""", "application/json"),
            (HttpStatusCode.Unauthorized, secrets, "text/plain"),
            (HttpStatusCode.InternalServerError, $"<html>{secrets}</html>", "text/html"),
            (HttpStatusCode.Found, "", $"text/plain; note=\"{secrets}\""),
        ];
        var failures = new List<string>();
        foreach (var (status, body, type) in answers)
        {
            for (var call = 0; call < 5; call++)
            {
                _netSuite.Answers(status, body, type, ("WWW-Authenticate", $"Bearer error=\"{secrets}\""), ("Location", "https://evil.example/?" + secrets));
            }

            var access = new Secret("SECRET-access");
            var client = _bench.Client;
            failures.Add((await _bench.PassingTime(client.MintAsync(NetSuiteBench.Account, () => new Secret("SECRET-assertion"), Cancellation))).Failure!.ToString());
            failures.Add((await _bench.PassingTime(client.ExchangeCodeAsync(
                NetSuiteBench.Account, NetSuiteBench.Integration(new Secret("SECRET-client")), new Secret("SECRET-code"), new Secret("SECRET-verifier"),
                new Uri("https://us.example/callback"), Cancellation))).Failure!.ToString());
            failures.Add((await _bench.PassingTime(client.ListCertificatesAsync(NetSuiteBench.Account, "client", access, Cancellation))).Failure!.ToString());
            failures.Add((await _bench.PassingTime(client.UploadCertificateAsync(
                NetSuiteBench.Account, "client", access, Certificates.TestCertificates.Es256.CertificatePem, 1, 1, Cancellation))).Failure!.ToString());
            failures.Add((await _bench.PassingTime(client.RevokeTokenAsync(
                NetSuiteBench.Account, NetSuiteBench.Integration(), new Secret("SECRET-refresh"), Cancellation))).Failure?.ToString() ?? "");
        }

        Assert.NotEmpty(_bench.Logger.Lines);
        Assert.All(failures.Concat(_bench.Logger.Lines.Select(line => line.Text)), text => Assert.DoesNotContain("SECRET", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_are_logged_at_debug_and_odd_answers_as_warnings()
    {
        _netSuite.Answers(HttpStatusCode.OK, "[]").Answers(HttpStatusCode.Forbidden).Answers(HttpStatusCode.OK, "what");

        for (var call = 0; call < 3; call++)
        {
            await _bench.Client.ListCertificatesAsync(NetSuiteBench.Account, "client", new Secret("t"), Cancellation);
        }

        Assert.Equal([LogLevel.Debug, LogLevel.Debug, LogLevel.Warning], _bench.Logger.Lines.Select(line => line.Level));
    }

    [Fact]
    public async Task An_odd_answer_is_told_once_for_each_account_and_operation_until_it_changes_or_is_over()
    {
        foreach (var answer in new[] { "page", "page", "busy", "page", "odd", "odd", "page", "good", "page", "page" })
        {
            await ListAsync(NetSuiteBench.Account, answer);
        }

        await ListAsync(AccountId.Parse("7654321"), "page");
        _netSuite.Answers(HttpStatusCode.OK, "<html>", "text/html");
        await _bench.PassingTime(_bench.Client.MintAsync(NetSuiteBench.Account, () => new Secret("h.p.s"), Cancellation));

        Assert.Equal(
            ["html_answer", "malformed_answer", "html_answer", "html_answer", "html_answer", "html_answer"],
            _bench.Logger.Lines.Where(line => line.Level is LogLevel.Warning).Select(line => line.Text.Split("odd answer: ")[1].Split(',')[0]));
        return;

        async Task ListAsync(AccountId account, string answer)
        {
            // Reading is tried thrice while a gateway says that NetSuite is not there.
            for (var attempt = 0; attempt < (answer == "busy" ? 3 : 1); attempt++)
            {
                _ = answer switch
                {
                    "page" => _netSuite.Answers(HttpStatusCode.OK, "<html>", "text/html"),
                    "busy" => _netSuite.Answers(HttpStatusCode.BadGateway),
                    "odd" => _netSuite.Answers(HttpStatusCode.OK, "what"),
                    _ => _netSuite.Answers(HttpStatusCode.OK, "[]"),
                };
            }

            await _bench.PassingTime(_bench.Client.ListCertificatesAsync(account, "client", new Secret("t"), Cancellation));
        }
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var parts = new List<string>();
        foreach (var (name, value) in tags)
        {
            parts.Add($"{name}={value}");
        }

        return string.Join(' ', parts);
    }
}
