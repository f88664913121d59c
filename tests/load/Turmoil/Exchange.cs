namespace Load;

/// <summary>A request and what came of it.</summary>
/// <param name="Held">The newest token for the same tenant and scopes that was handed out before this was asked.</param>
/// <param name="Answer">Null when there was none: the connection was refused or broke.</param>
internal sealed record Exchange(Demand Demand, SeenToken? Held, TimeSpan Sent, TimeSpan Ended, TokenReply? Answer)
{
    public TimeSpan Took => Ended - Sent;
}

/// <summary>An answer of the token endpoint, read but not judged. What is not there is null.</summary>
/// <param name="RetryAfter">The header's, in seconds.</param>
internal sealed record TokenReply(int Status, bool ForbidsStoring, int? RetryAfter)
{
    public SeenToken? Token { get; init; }

    public string? TokenType { get; init; }

    public int? ExpiresIn { get; init; }

    public string? Scope { get; init; }

    public string? Tenant { get; init; }

    public string? Account { get; init; }

    public string? RestUrl { get; init; }

    public string? RestletUrl { get; init; }

    public string? Error { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>The body's.</summary>
    public int? RetryAfterToo { get; init; }
}
