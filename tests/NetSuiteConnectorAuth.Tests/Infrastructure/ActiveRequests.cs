using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>
/// How many requests the service is answering, as the framework itself counts them, from before its first: who began to count later
/// would miss the beginning of a request and see its end, which comes a moment after the client has its answer.
/// </summary>
public sealed class ActiveRequests : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _count;

    /// <param name="app">Not started yet.</param>
    public ActiveRequests(WebApplication app)
    {
        var service = app.Services.GetRequiredService<IMeterFactory>();
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

    public Task WaitForAsync(int count) => Eventually.IsTrueAsync(
        () => Volatile.Read(ref _count) == count, () => $"{count} requests are being answered, and not {Volatile.Read(ref _count)}");

    public void Dispose() => _listener.Dispose();
}
