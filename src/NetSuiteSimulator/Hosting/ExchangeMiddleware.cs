using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Tokens;

namespace NetSuiteSimulator.Hosting;

/// <summary>Around every request to NetSuite: the right host, the operation's name, the faults on order, the journal.</summary>
internal sealed class ExchangeMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Exchange>() is not { } exchange)
        {
            await next(context);
            return;
        }

        var (answered, cut) = (false, false);
        try
        {
            answered = await AnswerAsync(context, exchange);
            cut = !answered;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The client has left, or the simulator stops: nobody waits for this answer.
            cut = true;
        }
        catch (BadHttpRequestException mistake) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = mistake.StatusCode;
            answered = true;
        }
        finally
        {
            // Before the client can know: whoever has its answer, or was cut off, finds the entry.
            exchange.NetSuite.Journal.Add(exchange.ToEntry(context, answered));
            if (cut)
            {
                context.Abort();
            }
        }
    }

    private async Task<bool> AnswerAsync(HttpContext context, Exchange exchange)
    {
        if (!await BelongsHereAsync(context, exchange))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return true;
        }

        if (exchange.Operation is not { } operation)
        {
            await next(context);
            return true;
        }

        exchange.Faults = exchange.NetSuite.Faults.Hit(operation, exchange.ChosenAccount?.Label);
        if (exchange.Faults.Count == 0)
        {
            await ProcessAsync(context);
            return true;
        }

        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        return await new FaultyAnswer(context, exchange, leaving.Token).RunAsync(() => ProcessAsync(context));
    }

    private static async Task<bool> BelongsHereAsync(HttpContext context, Exchange exchange)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NetSuiteRoute>() is not { } route)
        {
            // No route, or one that does not allow the method: the router's own answer.
            return context.GetEndpoint() is not null;
        }

        var hosts = route.Hosts;
        if ((hosts & HostFamily.Restlets) != 0 && route.Operation is Operation.CertificatesList or Operation.CertificatesUpload or Operation.CertificatesRevoke &&
            exchange.Options.CertificatesOnSuitetalkHost)
        {
            hosts |= HostFamily.Suitetalk;
        }

        if ((hosts & exchange.Address.Family) == 0 || (exchange.Address.Label is not null && exchange.ChosenAccount is null))
        {
            return false;
        }

        if (route.Operation == Operation.Discovery)
        {
            // The one call that names its account in the query: faults for that account must find it.
            exchange.ChosenAccount = exchange.NetSuite.FindAccount(context.Request.Query["account"]);
        }

        exchange.Operation = route.Operation ?? await TokenEndpoints.OperationOfAsync(context, exchange);
        return true;
    }

    private Task ProcessAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        var api = context.GetEndpoint()?.Metadata.GetMetadata<NetSuiteRoute>() is { IsApi: true };
        return api && exchange.Options.CookiesBreakLogins && context.Request.Headers.Cookie.Count > 0
            ? context.RefuseAsync(RefusalCause.CookieSent)
            : next(context);
    }
}
