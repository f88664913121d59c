using System.Reflection;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.NetSuite.Failures;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>What each of NetSuite's failures means for an issuance, and that the administrator is told in words.</summary>
public sealed class IssuanceFailuresTests
{
    public static TheoryData<FailureKind, string, IssuanceFailure> Table => new()
    {
        { FailureKind.Permanent, FailureCodes.PermissionMissing, IssuanceFailure.PermissionMissing },
        { FailureKind.Permanent, FailureCodes.InvalidScope, IssuanceFailure.InvalidScope },
        { FailureKind.Permanent, FailureCodes.InsufficientScope, IssuanceFailure.InvalidScope },
        { FailureKind.Permanent, FailureCodes.UnauthorizedClient, IssuanceFailure.IntegrationNotEnabled },
        { FailureKind.Permanent, FailureCodes.NotFound, IssuanceFailure.IntegrationNotEnabled },
        { FailureKind.Ambiguous, FailureCodes.NotFound, IssuanceFailure.IntegrationNotEnabled },
        { FailureKind.Ambiguous, FailureCodes.LoginRefused, IssuanceFailure.LoginRefused },

        // At the token endpoint these say that the certificate does not work, and not why.
        { FailureKind.Permanent, FailureCodes.InvalidRequest, IssuanceFailure.NotProven },
        { FailureKind.Permanent, FailureCodes.InvalidClient, IssuanceFailure.NotProven },
        { FailureKind.Permanent, FailureCodes.InvalidGrant, IssuanceFailure.NotProven },
        { FailureKind.Permanent, FailureCodes.UnsupportedGrantType, IssuanceFailure.NotProven },
        { FailureKind.Permanent, FailureCodes.AccessDenied, IssuanceFailure.NotProven },
        { FailureKind.Ambiguous, FailureCodes.ServerError, IssuanceFailure.NotProven },
        { FailureKind.Ambiguous, FailureCodes.RequestRefused, IssuanceFailure.NotProven },

        // Only at an upload, where another key is tried.
        { FailureKind.Permanent, FailureCodes.CertificateRefused, IssuanceFailure.NotProven },
        { FailureKind.Permanent, FailureCodes.CertificateMalformed, IssuanceFailure.NotProven },
        { FailureKind.Permanent, FailureCodes.PrivateKeyRefused, IssuanceFailure.NotProven },

        { FailureKind.Throttled, FailureCodes.Throttled, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.Unavailable, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.InternalServerError, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.OutboundQueueFull, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.ClockSkew, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.Timeout, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.DnsFailed, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.TlsFailed, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.ConnectionFailed, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.ConnectionLost, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.HtmlAnswer, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.RedirectRefused, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.OversizedAnswer, IssuanceFailure.NetsuiteUnavailable },
        { FailureKind.Transient, FailureCodes.MalformedAnswer, IssuanceFailure.NetsuiteUnavailable },
    };

    public static TheoryData<IssuanceFailure> Failures => [.. Enum.GetValues<IssuanceFailure>()];

    [Theory]
    [MemberData(nameof(Table))]
    public void What_a_person_must_mend_follows_from_the_failure(FailureKind kind, string code, IssuanceFailure cause) =>
        Assert.Equal(cause, IssuanceFailures.CauseOf(new NetSuiteFailure(kind, code), IssuanceFailure.NotProven));

    [Fact]
    public void The_table_has_every_code_a_failure_can_have()
    {
        var codes = typeof(FailureCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(codes.Order(), Table.Select(row => row.Data.Item2).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_way_an_issuance_can_fail_has_its_words(IssuanceFailure failure)
    {
        var code = StateText.Of(failure);

        Assert.Contains(code, ConnectProblems.Codes);
        Assert.Equal(code, ConnectProblems.For(code).Code);
    }

    [Theory]
    [InlineData(FailureKind.Permanent, FailureCodes.CertificateRefused, true)]
    [InlineData(FailureKind.Permanent, FailureCodes.CertificateMalformed, true)]
    [InlineData(FailureKind.Permanent, FailureCodes.PermissionMissing, false)]
    [InlineData(FailureKind.Permanent, FailureCodes.NotFound, false)]
    [InlineData(FailureKind.Permanent, FailureCodes.InvalidScope, false)]
    [InlineData(FailureKind.Ambiguous, FailureCodes.LoginRefused, false)]
    [InlineData(FailureKind.Transient, FailureCodes.CertificateRefused, false)]
    public void Another_key_is_tried_only_when_the_certificate_was_refused(FailureKind kind, string code, bool another) =>
        Assert.Equal(another, IssuanceFailures.IsAboutTheCertificate(new NetSuiteFailure(kind, code)));
}
