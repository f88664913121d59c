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

    /// <summary>A code is good any number of times while it lives. Unset: once, and a second time ends its tokens (RFC 6749 §4.1.2).</summary>
    public bool CodesMayBeReused { get; set; }

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

    /// <summary>What a successful call of <c>/revoke</c> answers; RFC 7009 §2.2 says 200, and nothing of a body.</summary>
    public int RevokeStatus { get; set; } = 200;

    public string RevokeBody { get; set; } = "";

    /// <summary>Only with a <see cref="RevokeBody"/>.</summary>
    public string RevokeContentType { get; set; } = "application/json";

    /// <summary><c>/revoke</c> also ends an access token, of a user or of a certificate. Unset: it lives on until it expires.</summary>
    public bool RevokeEndsAccessTokens { get; set; }

    /// <summary>An assertion must live shorter than this (section_162790605110).</summary>
    public TimeSpan AssertionLifetimeLimit { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// Beside an assertion a Basic header, <c>client_secret</c>, <c>client_id</c> and <c>scope</c> are mistakes: Oracle describes none of
    /// them (section_162755359851). Unset: they are ignored.
    /// </summary>
    public bool RefuseUndocumentedCredentials { get; set; } = true;

    /// <summary>How far <c>iat</c> may lie in the future. Oracle publishes no tolerance.</summary>
    public TimeSpan IssuedAtTolerance { get; set; }

    /// <summary>How long an assertion is still taken after its <c>exp</c>.</summary>
    public TimeSpan ExpiryTolerance { get; set; }

    public bool RefuseReplayedAssertions { get; set; } = true;

    /// <summary>Characters that separate several scopes in a string claim. None: a string is one scope, several need an array.</summary>
    public string ScopeStringSeparators { get; set; } = "";

    /// <summary>A <c>state</c> that a user has answered, allowing or denying, is not taken again from this client in this account.</summary>
    public bool RefuseReusedStates { get; set; } = true;

    /// <summary>What <c>prompt=none</c> answers without a session; Oracle names no value.</summary>
    public string PromptNoneError { get; set; } = "login_required";

    /// <summary><c>error_description</c> of a callback with an error; Oracle's samples have none.</summary>
    public string? CallbackErrorDescription { get; set; }

    /// <summary><c>error_uri</c> of a callback with an error; Oracle's samples have none.</summary>
    public string? CallbackErrorUri { get; set; }

    /// <summary><c>iss</c> of every callback (RFC 9207 §2); Oracle's samples have none.</summary>
    public string? CallbackIssuer { get; set; }

    /// <summary>Since 2027.1 new integrations need PKCE; public clients need it always.</summary>
    public bool RequirePkce { get; set; }

    /// <summary>Redirect URIs with http are taken for loopback hosts: a laptop has no public https address. NetSuite takes none (section_157771733782).</summary>
    public bool AllowLoopbackRedirectUris { get; set; }

    /// <summary>A <c>Cookie</c> header on an API call answers INVALID_LOGIN (reported by users).</summary>
    public bool CookiesBreakLogins { get; set; } = true;

    /// <summary>Tokens issued before the integration was blocked stop working too.</summary>
    public bool BlockingStopsIssuedTokens { get; set; } = true;

    /// <summary>Revoking a certificate also ends the access tokens minted with it. Unset: they live on until they expire.</summary>
    public bool RevokingCertificateStopsIssuedTokens { get; set; }

    /// <summary>
    /// "Authorized Applications › Revoke" and a scope more on the record end the access tokens of certificates as well as those of users.
    /// Certificates go on in either case.
    /// </summary>
    public bool RevokingAuthorizationsStopsMintedTokens { get; set; }

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

    /// <summary>Only an Administrator maps a role that its user does not have. Unset: everybody may, and the first token is refused.</summary>
    public bool RefuseUnassignedRolesAtUpload { get; set; } = true;

    /// <summary>No certificate is mapped to a role without the permission <see cref="PermissionId.LogInUsingOAuth2"/>.</summary>
    public bool RefuseRolesWithoutLoginAtUpload { get; set; }

    /// <summary>No token is minted for a role without that permission. Unset: it is, and every call with it is refused.</summary>
    public bool RefuseRolesWithoutLoginAtMint { get; set; }

    /// <summary>A token may revoke the certificate it was minted with.</summary>
    public bool TokensMayRevokeTheirCertificate { get; set; } = true;

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
