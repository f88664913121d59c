using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// How often one address may ask for what costs us more than the asking: a link that is opened writes to the store, a callback may.
/// Result pages refresh themselves and their looks are only files, so they are free; callers of the internal listener are counted by name.
/// </summary>
public static class VisitorLimit
{
    /// <summary>
    /// Ten a second. A person needs three in all; whole offices come from one address, and so does everybody when a proxy is not among
    /// <c>ForwardedHeaders:KnownNetworks</c>.
    /// </summary>
    public const int RequestsPerMinute = 600;

    /// <summary>A site is given a /48 of IPv6 or less (RFC 6177): whoever has one such network has all the addresses in it.</summary>
    private const int SitePrefixBytes = 6;

    public static void AddVisitorLimit(this WebApplicationBuilder builder) => builder.Services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = SayWhenToComeBackAsync;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(http => RateLimitPartition.GetFixedWindowLimiter(
            VisitorOf(http),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = RequestsPerMinute, Window = TimeSpan.FromMinutes(1) }));
    });

    /// <summary>After forwarded headers, which say who the visitor is.</summary>
    public static void UseVisitorLimit(this WebApplication app) => app.UseWhen(IsCounted, counted => counted.UseRateLimiter());

    // By whole segments: /connected is none of them.
    private static bool IsCounted(HttpContext http) =>
        !ConnectorListener.IsInternal(http)
        && (http.Request.Path.StartsWithSegments("/connect") || http.Request.Path.StartsWithSegments("/callback"));

    private static IPAddress VisitorOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(SitePrefixBytes).Clear();
        return new IPAddress(bytes);
    }

    private static async ValueTask SayWhenToComeBackAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        TimeSpan? wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var window) ? window : null;
        if (wait is { } known)
        {
            rejected.HttpContext.Response.Headers.RetryAfter = Problems.RetryAfterSeconds(known).ToString(CultureInfo.InvariantCulture);
        }

        // Before any endpoint: a person reads why, and a program that goes too fast gets its few bytes.
        await RefusalFormat.WriteAsync(rejected.HttpContext, endpoint: null, new Refusal(ErrorCode.RateLimited, RetryAfter: wait));
    }
}
