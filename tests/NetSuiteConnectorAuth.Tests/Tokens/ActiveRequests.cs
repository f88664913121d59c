using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Tests.Infrastructure;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>How many requests the service is answering, as the framework itself counts them.</summary>
internal sealed class ActiveRequests : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _count;

    public ActiveRequests(Deployment deployment)
    {
        var service = deployment.App.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "http.server.active_requests" } && instrument.Meter.Scope == service)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref _count, (int)change));
        _listener.Start();
    }

    public async Task WaitForAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Volatile.Read(ref _count) != count)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public void Dispose() => _listener.Dispose();
}
