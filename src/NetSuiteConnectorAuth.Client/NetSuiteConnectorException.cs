using System.Net;

namespace NetSuiteConnectorAuth.Client;

/// <summary>
/// There is no token, so the call was not sent. Says what the service said (RFC 6749 §5.2 and its <c>error_code</c>), never a
/// secret, and what to do: <see cref="Remedy"/>.
/// </summary>
public sealed class NetSuiteConnectorException : Exception
{
    /// <summary>The service could not be reached or did not answer in time.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Something answered that is not the service, or not as the service does.</summary>
    public const string InvalidAnswer = "invalid_answer";

    /// <summary>The job's own key or token file could not be used.</summary>
    public const string CredentialsUnusable = "credentials_unusable";

    /// <summary>The request is for a host that is not the tenant's at NetSuite.</summary>
    public const string HostRefused = "host_refused";

    internal NetSuiteConnectorException(string error, string message, Remedy remedy, Exception? inner = null)
        : base(message, inner) => (Error, Remedy) = (error, remedy);

    /// <summary>OAuth's word (<c>invalid_grant</c>, <c>temporarily_unavailable</c>, …) or one of the constants here.</summary>
    public string Error { get; }

    /// <summary>The finer word of the service, e.g. <c>reconnect_required</c>, <c>netsuite_throttled</c>.</summary>
    public string? ErrorCode { get; internal init; }

    /// <summary>What the service answered with; null when it did not.</summary>
    public HttpStatusCode? StatusCode { get; internal init; }

    /// <summary>How long the service asks to wait. Whoever asks earlier gets this failure again, for up to a minute.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    public string? Tenant { get; internal init; }

    public Remedy Remedy { get; }

    /// <summary>It passes: queue the work again, for <see cref="RetryAfter"/> when there is one.</summary>
    public bool IsTransient => Remedy is Remedy.Retry or Remedy.Wait;

    /// <summary>It does not pass by itself: stop this tenant's work and tell somebody.</summary>
    public bool NeedsPerson => !IsTransient;

    /// <summary>The service itself said no, so that a token that is still held must not be used either.</summary>
    internal bool IsRefusal => NeedsPerson && StatusCode is not null;
}
