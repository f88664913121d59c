namespace NetSuiteConnectorAuth.NetSuite.Failures;

/// <summary>What is left of an answer for judging it: words from closed lists, never its body.</summary>
public sealed record AnswerFacts(NetSuiteOperation Operation)
{
    public TransportFault Fault { get; init; }

    /// <summary>Null when no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>The answer is a page for humans, whatever its status: maintenance, a login form, a proxy.</summary>
    public bool IsHtml { get; init; }

    /// <summary>The OAuth <c>error</c> member of a JSON body (RFC 6749 §5.2).</summary>
    public string? Error { get; init; }

    /// <summary>NetSuite's <c>o:errorCode</c>, or the same word found in a plain text.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The body or the challenge says "Invalid login attempt".</summary>
    public bool SaysInvalidLogin { get; init; }

    /// <summary>Scheme of <c>WWW-Authenticate</c>.</summary>
    public string? ChallengeScheme { get; init; }

    /// <summary>The <c>error</c> attribute of <c>WWW-Authenticate</c> (RFC 6750 §3).</summary>
    public string? ChallengeError { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request had left, or may have.</summary>
    public bool Sent { get; init; }
}
