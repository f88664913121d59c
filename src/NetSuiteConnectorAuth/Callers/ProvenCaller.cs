namespace NetSuiteConnectorAuth.Callers;

/// <summary>A caller, and the credential that proved it.</summary>
public readonly record struct ProvenCaller(Caller Caller, CredentialUse Credential)
{
    /// <summary>Notes the use and counts the request against the caller's rate.</summary>
    public CallerVerdict Admit(DateTimeOffset now)
    {
        Credential.Touch(now);
        return Count();
    }

    /// <summary>Counts the request, for a proof that may still turn out to be used up: its credential has proven nobody yet.</summary>
    public CallerVerdict Count() => Caller.CountRequest() is { } wait
        ? new(null, CallerRefusal.RateLimited, RetryAfter: wait)
        : new(Caller, CallerRefusal.None);
}
