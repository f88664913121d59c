namespace NetSuiteConnectorAuth.Callers;

/// <summary>Who sent a request, or why it goes no further.</summary>
/// <param name="Caller">Set when <paramref name="Refusal"/> is <see cref="CallerRefusal.None"/>, and never else.</param>
/// <param name="Reason">For the log alone: whoever failed to prove itself is told the same, whatever it was.</param>
public readonly record struct CallerVerdict(Caller? Caller, CallerRefusal Refusal, string? Reason = null, TimeSpan? RetryAfter = null)
{
    public static CallerVerdict Malformed => new(null, CallerRefusal.Malformed);

    public static CallerVerdict Unknown(string reason) => new(null, CallerRefusal.Unknown, reason);

    public static CallerVerdict Unavailable(TimeSpan retryAfter) => new(null, CallerRefusal.Unavailable, RetryAfter: retryAfter);
}

/// <summary>Why a request goes no further than to the question who sent it.</summary>
public enum CallerRefusal
{
    None,

    /// <summary>Two ways to prove oneself in one request, or half of one.</summary>
    Malformed,

    /// <summary>No proof, or none that holds.</summary>
    Unknown,

    /// <summary>Known, and over its rate.</summary>
    RateLimited,

    /// <summary>Whether the proof holds cannot be said now.</summary>
    Unavailable,
}
