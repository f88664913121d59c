using System.Text.Json;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Refusals;

namespace NetSuiteSimulator.Journal;

/// <summary>
/// One request. It holds no token, code, verifier, secret or signature: only what an observer may keep. The decoded header and
/// payload of a client assertion are not secret.
/// </summary>
public sealed record JournalEntry
{
    public long Sequence { get; internal set; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null for a request NetSuite has no name for: wrong host, wrong path, no grant type.</summary>
    public Operation? Operation { get; init; }

    public required string Method { get; init; }

    /// <summary>The NetSuite host addressed.</summary>
    public required string Host { get; init; }

    /// <summary>Without the query, which may carry a code or state.</summary>
    public required string Path { get; init; }

    public string? Account { get; init; }

    public string? ClientId { get; init; }

    public string? GrantType { get; init; }

    public long? Role { get; init; }

    public long? Entity { get; init; }

    public string? CertificateId { get; init; }

    public JsonElement? AssertionHeader { get; init; }

    public JsonElement? AssertionPayload { get; init; }

    /// <summary>The status answered; null when no answer was sent.</summary>
    public int? Status { get; init; }

    public RefusalCause? Cause { get; init; }

    /// <summary>What the customer's administrator reads in the Login Audit Trail.</summary>
    public string? AuditWord { get; init; }

    /// <summary>The faults that hit it.</summary>
    public IReadOnlyList<FaultKind> Faults { get; init; } = [];
}
