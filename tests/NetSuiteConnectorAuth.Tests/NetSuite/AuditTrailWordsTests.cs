using NetSuiteConnectorAuth.NetSuite.Failures;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

public sealed class AuditTrailWordsTests
{
    /// <summary>The words of Oracle's three pages on error messages in the Login Audit Trail, and two seen by users.</summary>
    public static TheoryData<string> DocumentedWords =>
    [
        "ScopeMismatched", "AuthorizationCodeGrantRequired", "InvalidState", "UnknownIntegration", "InvalidRedirectURI",
        "UnsupportedResponseType", "AuthorizationExplicitlyDenied", "FeatureDisabled", "IntegrationBlocked", "InvalidRequest",
        "EntityOrRoleDisabled", "ClientAuthenticationFailed", "InvalidGrantType", "InvalidGrant", "ClientIdMismatch",
        "RefreshTokenExpired", "InvalidSignature", "InvalidIntegration", "InvalidScope", "InvalidRefreshToken", "MissingKeyId",
        "MissingKey", "TokenNotAcceptable", "TokenValidityTooBroad", "TokenExpired", "InvalidIssuer", "SignatureValidation", "UnsupportedAlgo",
    ];

    /// <summary>What the callback and the token endpoint may say.</summary>
    private static readonly string[] Codes =
    [
        FailureCodes.InvalidRequest, FailureCodes.InvalidClient, FailureCodes.InvalidGrant, FailureCodes.UnauthorizedClient,
        FailureCodes.UnsupportedGrantType, "unsupported_response_type", FailureCodes.InvalidScope, FailureCodes.InsufficientScope,
        FailureCodes.AccessDenied, FailureCodes.PermissionMissing, FailureCodes.LoginRefused, FailureCodes.ServerError,
        FailureCodes.NotFound, FailureCodes.RequestRefused, FailureCodes.ClockSkew,
    ];

    [Theory]
    [MemberData(nameof(DocumentedWords))]
    public void Every_documented_word_is_named_by_a_failure_of_ours(string word) =>
        Assert.Contains(Codes, code => AuditTrailWords.For(code).Any(entry => entry.Word == word));

    [Fact]
    public void No_word_is_known_that_is_not_documented() =>
        Assert.Equal(DocumentedWords.Select(row => row.Data).Order(), AuditTrailWords.All.Order());

    [Fact]
    public void Every_refusal_names_a_word_and_its_meaning() => Assert.All(Codes, code =>
    {
        var words = AuditTrailWords.For(code);
        Assert.NotEmpty(words);
        Assert.All(words, word => Assert.NotEmpty(word.Meaning));
        Assert.Equal(words.Count, words.Distinct().Count());
    });

    [Theory]
    [InlineData(FailureCodes.Timeout)]
    [InlineData(FailureCodes.HtmlAnswer)]
    [InlineData("what_is_this")]
    public void What_never_reached_netsuites_login_has_no_word(string code) => Assert.Empty(AuditTrailWords.For(code));
}
