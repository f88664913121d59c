using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteSimulator.Faults;

namespace NetSuiteSimulator.Control;

/// <summary>Faults on order. A hold can be waited for and released, so that a harness can act at exactly that moment.</summary>
internal static class FaultControl
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public static void MapFaults(this IEndpointRouteBuilder control)
    {
        var faults = control.MapGroup("/faults");
        faults.MapGet("", (SimulatedNetSuite netSuite) => netSuite.Faults.Active.Select(FaultView.Of));
        faults.MapPost("", (SimulatedNetSuite netSuite, Fault fault) =>
        {
            var active = netSuite.Faults.Add(fault);
            return TypedResults.Created($"/_simulator/faults/{active.Id}", FaultView.Of(active));
        });
        faults.MapDelete("", (SimulatedNetSuite netSuite) =>
        {
            netSuite.Faults.Clear();
            return TypedResults.NoContent();
        });
        faults.MapGet("/{id:int}", Results<Ok<FaultView>, NotFound> (SimulatedNetSuite netSuite, int id) =>
            netSuite.Faults.Find(id) is { } fault ? TypedResults.Ok(FaultView.Of(fault)) : TypedResults.NotFound());
        faults.MapDelete("/{id:int}", Results<NoContent, NotFound> (SimulatedNetSuite netSuite, int id) =>
            netSuite.Faults.Remove(id) ? TypedResults.NoContent() : TypedResults.NotFound());
        faults.MapGet("/{id:int}/held", HeldAsync);
        faults.MapPost("/{id:int}/release", Results<Ok<FaultView>, NotFound> (SimulatedNetSuite netSuite, int id) =>
        {
            if (netSuite.Faults.Find(id) is not { } fault)
            {
                return TypedResults.NotFound();
            }

            fault.Release();
            return TypedResults.Ok(FaultView.Of(fault));
        });
    }

    /// <summary>Answers as soon as a request is held; 408 when none came within <c>?seconds=</c> (30).</summary>
    private static async Task<Results<Ok<FaultView>, NotFound, StatusCodeHttpResult>> HeldAsync(
        SimulatedNetSuite netSuite, IHostApplicationLifetime lifetime, int id, double? seconds, CancellationToken ct)
    {
        if (netSuite.Faults.Find(id) is not { } fault)
        {
            return TypedResults.NotFound();
        }

        var wait = TimeSpan.FromSeconds(Math.Clamp(seconds ?? 30, 0, LongestWait.TotalSeconds));
        using var timeout = new CancellationTokenSource(wait, netSuite.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token, lifetime.ApplicationStopping);
        try
        {
            await fault.WaitUntilHeldAsync(either.Token);
            return TypedResults.Ok(FaultView.Of(fault));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return TypedResults.StatusCode(StatusCodes.Status408RequestTimeout);
        }
    }

    internal sealed record FaultView(int Id, int Hits, int Held, bool Released, Fault Fault)
    {
        public static FaultView Of(ActiveFault active) => new(active.Id, active.Hits, active.Held, active.Released, active.Fault);
    }
}
