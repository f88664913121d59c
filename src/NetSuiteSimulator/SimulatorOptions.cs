using System.Collections.Concurrent;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Refusals;

namespace NetSuiteSimulator;

/// <summary>
/// How the simulated NetSuite behaves. Where Oracle's pages leave a question open, the answer is an option here, and its default is
/// the cautious reading. Read on every request, so a running simulator can be changed through its options object.
/// </summary>
public sealed class SimulatorOptions
{
    /// <summary>Where to listen. Unset: <c>http://127.0.0.1:9090</c> as a program, any free port in process.</summary>
    public string? Url { get; set; }

    /// <summary>Accounts to make besides the seeded ones, as NetSuite writes them: <c>7654321_SB2</c>.</summary>
    public IList<string> Accounts { get; } = [];

    /// <summary>Any well-formed account exists as soon as it is asked for: load tests need no seeding.</summary>
    public bool AcceptAnyAccount { get; set; }

    /// <summary>The seeded integration record.</summary>
    public IntegrationSettings Integration { get; set; } = new();

    /// <summary>The answer to each kind of mistake, where it shall differ from the default of <see cref="RefusalTable"/>.</summary>
    public IDictionary<RefusalCause, WireAnswer> Answers { get; } = new ConcurrentDictionary<RefusalCause, WireAnswer>();

    /// <summary>Every mistake in a client assertion answers <c>500 {"error":"server_error"}</c>, as implementers have seen NetSuite do.</summary>
    public bool AssertionMistakesAreServerErrors { get; set; }

    /// <summary>Requests that die with a 500 leave no trace in the Login Audit Trail (reported by users).</summary>
    public bool ServerErrorsLeaveNoAuditEntry { get; set; }

    /// <summary>Life of an authorization code. Oracle says only "use immediately".</summary>
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromSeconds(60);

    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Client-credentials tokens end with their assertion, although <c>expires_in</c> still says the usual life (section_0312092247).</summary>
    public bool AccessTokenEndsWithAssertion { get; set; }

    /// <summary><c>expires_in</c> as <c>"3600"</c> rather than <c>3600</c>.</summary>
    public bool ExpiresInAsString { get; set; }

    /// <summary>Algorithm of the access tokens: RS256 as in Oracle's newest samples, or ES256, which is cheaper under load.</summary>
    public string AccessTokenAlgorithm { get; set; } = "RS256";

    /// <summary>Refresh token of a confidential client: seven days, fixed (section_158081952044).</summary>
    public TimeSpan ConfidentialRefreshTokenLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>An old refresh token of a public client ends the whole chain when it comes back.</summary>
    public bool RefreshReuseRevokesChain { get; set; } = true;

    /// <summary>An assertion must live shorter than this (section_162790605110).</summary>
    public TimeSpan AssertionLifetimeLimit { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>How far <c>iat</c> may lie in the future. Oracle publishes no tolerance.</summary>
    public TimeSpan IssuedAtTolerance { get; set; }

    /// <summary>How long an assertion is still taken after its <c>exp</c>.</summary>
    public TimeSpan ExpiryTolerance { get; set; }

    public bool RefuseReplayedAssertions { get; set; } = true;

    /// <summary>Characters that separate several scopes in a string claim. None: a string is one scope, several need an array.</summary>
    public string ScopeStringSeparators { get; set; } = "";

    /// <summary>What <c>prompt=none</c> answers without a session; Oracle names no value.</summary>
    public string PromptNoneError { get; set; } = "login_required";

    /// <summary>Since 2027.1 new integrations need PKCE; public clients need it always.</summary>
    public bool RequirePkce { get; set; }

    /// <summary>Redirect URIs with http are taken for loopback hosts, which NetSuite refuses: a laptop has no public https address.</summary>
    public bool AllowLoopbackRedirectUris { get; set; } = true;

    /// <summary>A <c>Cookie</c> header on an API call answers INVALID_LOGIN (reported by users).</summary>
    public bool CookiesBreakLogins { get; set; } = true;

    /// <summary>Tokens issued before the integration was blocked stop working too.</summary>
    public bool BlockingStopsIssuedTokens { get; set; } = true;

    /// <summary>Revoking a certificate also ends the access tokens minted with it. Unset: they live on until they expire.</summary>
    public bool RevokingCertificateStopsIssuedTokens { get; set; }

    /// <summary>The certificates API answers on the suitetalk host as well as on the documented restlets host.</summary>
    public bool CertificatesOnSuitetalkHost { get; set; }

    /// <summary>Active certificates an integration record may have (section_162686838198).</summary>
    public int MaxActiveCertificates { get; set; } = 5;

    /// <summary>The limit counts the certificates of all accounts, not of one.</summary>
    public bool CertificateLimitAcrossAccounts { get; set; }

    /// <summary>Shorter validity than the certificate's own, granted at upload. Unset: two years at most.</summary>
    public int? GrantedValidityDays { get; set; }

    /// <summary>How long after its upload a certificate cannot be used for a token yet.</summary>
    public TimeSpan CertificateVisibilityDelay { get; set; }

    /// <summary>How long after its upload a certificate does not stand in the list yet. Oracle says nothing of it.</summary>
    public TimeSpan CertificateListDelay { get; set; }

    /// <summary>A role other than Administrator lists and maps certificates of its own user only.</summary>
    public bool OwnCertificatesOnly { get; set; } = true;

    /// <summary>The list shows revoked and expired certificates too.</summary>
    public bool ListInactiveCertificates { get; set; } = true;

    public int UploadStatus { get; set; } = 200;

    /// <summary>Content type of the plain text that a certificate revocation answers.</summary>
    public string CertificateRevokedContentType { get; set; } = "application/json";

    /// <summary>Discovery answers <c>https://{label}.suitetalk.api.netsuite.com</c> and so on, not where this simulator plays them.</summary>
    public bool DiscoveryNamesNetSuiteHosts { get; set; }

    /// <summary>Requests the journal remembers.</summary>
    public int JournalCapacity { get; set; } = 10_000;
}
