using System.Buffers;
using System.Globalization;
using NetSuiteSimulator.Hosting;

namespace NetSuiteSimulator.Faults;

/// <summary>A request that at least one fault has hit.</summary>
internal sealed class FaultyAnswer(HttpContext context, Exchange exchange, CancellationToken leaving)
{
    /// <summary>False when the connection is to be cut instead of an answer.</summary>
    public async Task<bool> RunAsync(Func<Task> process)
    {
        if (exchange.FaultOf(FaultKind.Delay) is { } delay)
        {
            await Task.Delay(delay.Delay, exchange.NetSuite.Clock, leaving);
        }

        if (Hold(FaultKind.HoldBefore) is { } before)
        {
            await before.HoldAsync(leaving);
        }

        foreach (var fault in exchange.Faults.Select(active => active.Fault))
        {
            switch (fault.Kind)
            {
                case FaultKind.Answer:
                    return await WriteAsync(fault.Status ?? 500, fault.ContentType ?? "application/json", fault.Body ?? "", fault);
                case FaultKind.HtmlPage:
                    return await WriteAsync(fault.Status ?? 503, "text/html;charset=utf-8", fault.Body ?? MaintenancePage, fault);
                case FaultKind.Throttle:
                    return await WriteAsync(429, "application/vnd.oracle.resource+json; type=error", fault.Body ?? TooMany, fault);
                case FaultKind.OversizedBody:
                    return await WriteOversizedAsync(fault);
                case FaultKind.Hang:
                    await Task.Delay(Timeout.InfiniteTimeSpan, exchange.NetSuite.Clock, leaving);
                    return false;
                case FaultKind.Reset:
                    return false;
            }
        }

        return await ProcessAsync(process);
    }

    private const string MaintenancePage =
        "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We are down for maintenance.</h1></body></html>";

    /// <summary>subsect_1559222360: over the account's concurrency limit.</summary>
    private const string TooMany =
        """{"type":"https://www.rfc-editor.org/rfc/rfc6585#section-4","title":"Too Many Requests","status":429,"o:errorDetails":[{"detail":"Concurrent request limit exceeded. Request blocked.","o:errorCode":"CONCURRENCY_LIMIT_EXCEEDED"}]}""";

    private ActiveFault? Hold(FaultKind kind) => exchange.Faults.FirstOrDefault(fault => fault.Fault.Kind == kind);

    /// <summary>The real answer, kept back until it may leave, or for ever.</summary>
    private async Task<bool> ProcessAsync(Func<Task> process)
    {
        var lost = exchange.FaultOf(FaultKind.AnswerLost) is not null;
        var after = Hold(FaultKind.HoldAfter);
        if (!lost && after is null)
        {
            await process();
            return true;
        }

        var body = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await process();
        await context.Response.BodyWriter.FlushAsync(leaving);
        context.Response.Body = body;
        if (after is not null)
        {
            await after.HoldAsync(leaving);
        }

        if (lost)
        {
            return false;
        }

        await body.WriteAsync(kept.GetBuffer().AsMemory(0, (int)kept.Length), leaving);
        return true;
    }

    private async Task<bool> WriteAsync(int status, string contentType, string body, Fault fault)
    {
        Begin(status, contentType, fault);
        await context.Response.WriteAsync(body, leaving);
        return true;
    }

    private async Task<bool> WriteOversizedAsync(Fault fault)
    {
        Begin(fault.Status ?? 200, fault.ContentType ?? "application/json", fault);
        var chunk = ArrayPool<byte>.Shared.Rent(64 * 1024);
        chunk.AsSpan().Fill((byte)' ');
        for (var left = fault.Size; left > 0; left -= chunk.Length)
        {
            await context.Response.Body.WriteAsync(chunk.AsMemory(0, Math.Min(left, chunk.Length)), leaving);
        }

        ArrayPool<byte>.Shared.Return(chunk);
        return true;
    }

    private void Begin(int status, string contentType, Fault fault)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (fault.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in fault.Headers ?? new Dictionary<string, string>())
        {
            context.Response.Headers[name] = value;
        }
    }
}
