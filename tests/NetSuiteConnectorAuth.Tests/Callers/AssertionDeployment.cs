using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

/// <summary>A service with callers that have keys of every kind, on a clock that stands still.</summary>
public sealed class AssertionDeployment : IAsyncLifetime
{
    private RunningService? _service;

    public AssertionDeployment()
    {
        Pem = new SigningCaller("pem-job", ECDsa.Create(ECCurve.NamedCurves.nistP256), "ES256", Time);
        Jwk = new SigningCaller("jwk-job", ECDsa.Create(ECCurve.NamedCurves.nistP384), "ES384", Time, "2026-12");
        Rsa = new SigningCaller("rsa-job", RSA.Create(2048), "RS256", Time);
        Hurried = new SigningCaller("hurried-job", ECDsa.Create(ECCurve.NamedCurves.nistP521), "ES512", Time);
    }

    internal FakeTimeProvider Time { get; } = Jobs.StandingClock();

    internal SigningCaller Pem { get; }

    internal SigningCaller Jwk { get; }

    internal SigningCaller Rsa { get; }

    internal SigningCaller Hurried { get; }

    internal RunningService Service => _service ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(
        _ => { },
        Jobs.Cancelled,
        Time,
        settings:
        [
            .. Pem.Settings(asJwk: false, "token", "observe"),
            .. Jwk.Settings(asJwk: true, "token"),
            .. Rsa.Settings(asJwk: false, "token"),
            .. Hurried.Settings(asJwk: true, "token"),
            .. RunningService.CallerSettings("secret-job", Deployment.JobSecret, "token"),
            ("Callers:hurried-job:RequestsPerMinute", "2"),
        ]);

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }
}
