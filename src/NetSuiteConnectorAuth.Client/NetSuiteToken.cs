using System.Diagnostics;
using System.Net.Http.Headers;

namespace NetSuiteConnectorAuth.Client;

/// <summary>An access token, whose it is, and where it may be sent. Prints without the token.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class NetSuiteToken
{
    private readonly string _value;

    internal NetSuiteToken(string value) => _value = value;

    public required string Tenant { get; init; }

    /// <summary>As NetSuite writes it, e.g. <c>1234567_SB1</c>.</summary>
    public required string AccountId { get; init; }

    /// <summary>Space-separated.</summary>
    public required string Scope { get; init; }

    /// <summary>Where REST calls go: this, then <c>/services/rest/…</c>.</summary>
    public required Uri RestUrl { get; init; }

    /// <summary>Where RESTlets are called: this, then <c>/app/site/hosting/restlet.nl?…</c>.</summary>
    public required Uri RestletUrl { get; init; }

    /// <summary>Reckoned from before it was asked for, so rather early than late.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The token in clear. Send it to <see cref="RestUrl"/> or <see cref="RestletUrl"/> and to nobody else.</summary>
    public string Reveal() => _value;

    public override string ToString() => $"NetSuite token of {Tenant} ({AccountId}) until {ExpiresAt:O}: ***";

    internal AuthenticationHeaderValue Header => new("Bearer", _value);

    internal bool IsSameAs(NetSuiteToken other) => string.Equals(_value, other._value, StringComparison.Ordinal);
}
