using System.Diagnostics.Metrics;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>How many requests NetSuite got from us, how they ended and how long they took. No tag names an account.</summary>
public sealed class NetSuiteMetrics
{
    public const string MeterName = "NetSuiteConnectorAuth";

    /// <summary>From a warm answer to the longest time-out, in seconds; the library's own bounds are meant for milliseconds.</summary>
    public static readonly InstrumentAdvice<double> DurationBuckets = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    public NetSuiteMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("nsca.netsuite.requests", description: "Requests to NetSuite, every attempt counted.");
        _duration = meter.CreateHistogram("nsca.netsuite.request.duration", "s", "Time until NetSuite's whole answer.", advice: DurationBuckets);
    }

    /// <param name="outcome"><c>ok</c> or a failure code.</param>
    internal void Record(NetSuiteOperation operation, string outcome, TimeSpan took)
    {
        var operationTag = new KeyValuePair<string, object?>("operation", NameOf(operation));
        _requests.Add(1, operationTag, new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(took.TotalSeconds, operationTag);
    }

    private static string NameOf(NetSuiteOperation operation) => operation switch
    {
        NetSuiteOperation.Discover => "discover",
        NetSuiteOperation.ExchangeCode => "exchange_code",
        NetSuiteOperation.Mint => "mint",
        NetSuiteOperation.RevokeToken => "revoke_token",
        NetSuiteOperation.ListCertificates => "list_certificates",
        NetSuiteOperation.UploadCertificate => "upload_certificate",
        NetSuiteOperation.RevokeCertificate => "revoke_certificate",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
