namespace NetSuiteSimulator.Hosting;

internal static class ExchangeFeature
{
    /// <summary>The exchange that <see cref="AddressMiddleware"/> began for this request.</summary>
    public static Exchange Exchange(this HttpContext context) =>
        context.Features.Get<Exchange>() ?? throw new InvalidOperationException("Not a request to NetSuite.");
}
