namespace NetSuiteConnectorAuth.Connect;

/// <summary>How opening a link or coming back from NetSuite ended, by its stable code; the endpoint turns it into HTTP.</summary>
public abstract record ConnectOutcome
{
    private ConnectOutcome()
    {
    }

    // Its URLs hold a state or a link, and the ID is the address of a page: a record would print them.
    public sealed override string ToString() => GetType().Name;

    /// <summary>On to NetSuite; <paramref name="Browser"/> goes into the cookie that the callback must bring back.</summary>
    public sealed record GoToNetSuite(Uri Url, Secret Browser) : ConnectOutcome;

    /// <summary>
    /// The consent is accepted and the certificate is being made; its result page is <paramref name="IssuanceId"/>, unless the link had a
    /// checked <paramref name="ReturnUrl"/>.
    /// </summary>
    public sealed record Accepted(string IssuanceId, string Tenant, string? ReturnUrl) : ConnectOutcome;

    /// <summary>
    /// No. <paramref name="ReturnUrl"/> is the checked address to send the browser back to, when the link had one;
    /// <paramref name="Retry"/> is a link to try again with, when that makes sense and this is the browser that began.
    /// </summary>
    public sealed record Refused(string Code, string? Tenant = null, string? ReturnUrl = null, Uri? Retry = null) : ConnectOutcome
    {
        /// <summary>Which accounts were mixed up, when that is why.</summary>
        public AccountMixUp? Accounts { get; init; }
    }
}
