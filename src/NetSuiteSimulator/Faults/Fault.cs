using System.Text.Json.Serialization;

namespace NetSuiteSimulator.Faults;

/// <summary>
/// Something that goes wrong for requests of one operation. Of several faults that fit a request, the oldest of each modifying kind
/// (delay, holds, delayed visibility, short token life) applies, and of the others only the oldest.
/// </summary>
public sealed record Fault([property: JsonRequired] Operation Operation, [property: JsonRequired] FaultKind Kind)
{
    /// <summary>Only requests to this account, in either form.</summary>
    public string? Account { get; init; }

    /// <summary>How many requests it hits; unset: all, until it is removed.</summary>
    public int? Times { get; init; }

    /// <summary>How many fitting requests pass before it begins.</summary>
    public int Skip { get; init; }

    public int? Status { get; init; }

    public string? Body { get; init; }

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Seconds in <c>Retry-After</c> of <see cref="FaultKind.Throttle"/>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The time that the kind is about.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Bytes of <see cref="FaultKind.OversizedBody"/>.</summary>
    public int Size { get; init; } = 4 * 1024 * 1024;
}
