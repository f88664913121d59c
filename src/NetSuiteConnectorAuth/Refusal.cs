namespace NetSuiteConnectorAuth;

/// <summary>An expected "no", as a value: what a flow returns in place of a result.</summary>
/// <param name="Detail">A sentence for the person who reads the answer; null for the usual one. Never made of a value that the caller sent.</param>
/// <param name="RetryAfter">When asking again makes sense.</param>
public sealed record Refusal(ErrorCode Code, string? Detail = null, TimeSpan? RetryAfter = null);
