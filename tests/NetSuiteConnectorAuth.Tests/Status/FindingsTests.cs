using System.Reflection;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Status.Doctor;
using NetSuiteConnectorAuth.Tenants;
using Xunit;
using static NetSuiteConnectorAuth.Status.Doctor.FindingFixer;
using static NetSuiteConnectorAuth.Status.Doctor.FindingSeverity;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>What the doctor says of what it saw: every code, and nothing else.</summary>
public sealed class FindingsTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ListedCertificate Row = new(
        "id", 1042, 317, new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 1), new DateOnly(2027, 1, 1), Revoked: false, "EC");

    private static readonly Observations.SigningCertificate Signing = new(
        "client", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 9, 0, 0, TimeSpan.Zero), Now.AddDays(90));

    /// <summary>All is well.</summary>
    private static readonly Observations Healthy = new()
    {
        Now = Now,
        Status = TenantStatus.Connected,
        WasConnected = true,
        Role = 1042,
        ConfiguredClientId = "client",
        Signing = Signing,
        Mint = new(null, []),
        List = new(null, Row, new SlotsDocument(5, 2, 1, 1)),
    };

    private static readonly Observations Untouched = new() { Now = Now, Status = TenantStatus.Pending, WasConnected = false, ConfiguredClientId = "client" };

    /// <summary>What was seen; the one finding that is looked for.</summary>
    private static readonly Dictionary<string, (Observations Seen, Expected Finding)> Cases = new()
    {
        ["never connected"] = (Untouched, new("never_connected", Error, CustomerAdmin)),
        ["never connected, and a consent was denied"] = (
            Untouched with { HealthReason = "access_denied" }, new("never_connected", Error, CustomerAdmin, "AuthorizationExplicitlyDenied", NetSuiteMenu.RolePermissions)),
        ["being connected"] = (Untouched with { Status = TenantStatus.Provisioning }, new("connecting", Info)),
        ["connected"] = (Healthy, new("connected", Ok)),
        ["disconnected"] = (Untouched with { Status = TenantStatus.Disconnected, WasConnected = true }, new("disconnected", Error, CustomerAdmin)),
        ["broken"] = (
            Healthy with { Status = TenantStatus.ReconnectRequired, HealthReason = "invalid_grant" },
            new("reconnect_required", Error, CustomerAdmin, "MissingKey", NetSuiteMenu.LoginAuditTrail)),
        ["broken for an unheard-of reason"] = (
            Healthy with { Status = TenantStatus.ReconnectRequired, HealthReason = "what_is_this" }, new("reconnect_required", Error, CustomerAdmin)),
        ["no certificate left"] = (Healthy with { Signing = null, Mint = null, List = null }, new("certificate_expired", Error, CustomerAdmin, "MissingKey")),
        ["reached"] = (Healthy, new("netsuite_reached", Ok)),
        ["the clocks agree"] = (Healthy with { ClockOffset = TimeSpan.FromSeconds(30) }, new("clock_agrees", Ok)),
        ["a clock ahead"] = (Healthy with { ClockOffset = TimeSpan.FromSeconds(31) }, new("clock_off", Warning, Operator, "TokenNotAcceptable")),
        ["a clock behind"] = (Healthy with { ClockOffset = -TimeSpan.FromMinutes(10) }, new("clock_off", Warning, Operator, "TokenNotAcceptable")),
        ["a clock too far ahead"] = (Healthy with { ClockOffset = TimeSpan.FromMinutes(11) }, new("clock_skew", Error, Operator, "TokenNotAcceptable")),
        ["a clock of another millennium"] = (Healthy with { ClockOffset = TimeSpan.MaxValue }, new("clock_skew", Error, Operator, "TokenExpired")),
        ["a token"] = (Healthy, new("token_issued", Ok)),
        ["all scopes"] = (Healthy, new("scope_granted", Ok)),
        ["a scope less"] = (Healthy with { Mint = new(null, ["restlets"]) }, new("scope_reduced", Warning, Vendor, "ScopeMismatched", NetSuiteMenu.Integrations)),
        ["the list was read"] = (Healthy, new("certificates_readable", Ok)),
        ["ours is listed"] = (Healthy, new("certificate_listed", Ok)),
        ["ours is not listed"] = (Seeing(null), new("certificate_missing", Error, CustomerAdmin, "MissingKey", NetSuiteMenu.CertificateSetup)),
        ["ours was revoked"] = (Seeing(Row with { Revoked = true }), new("certificate_revoked", Error, CustomerAdmin, "MissingKey", NetSuiteMenu.CertificateSetup)),
        ["valid"] = (Healthy, new("certificate_valid", Ok)),
        ["over, says NetSuite"] = (Seeing(Row with { ValidUntil = new DateOnly(2026, 5, 31) }), new("certificate_expired", Error, CustomerAdmin, "MissingKey")),
        ["valid to the end of its last day"] = (Seeing(Row with { ValidUntil = new DateOnly(2026, 6, 1) }), new("certificate_valid", Ok)),
        ["renewal is due"] = (Due(), new("renewal_due", Warning, Operator)),
        ["renewal is due and under way"] = (Due() with { IsRotating = true }, new("renewal_due", Info, Operator)),
        ["shortened"] = (Healthy with { Signing = Signing with { AskedUntil = Signing.ValidUntil.AddDays(1).AddTicks(1) } }, new("validity_shortened", Info, Operator)),
        ["a slot left"] = (Healthy with { List = new(null, Row, new SlotsDocument(5, 4, 2, 2)) }, new("slots_free", Ok)),
        ["no slot left"] = (
            Healthy with { List = new(null, Row, new SlotsDocument(5, 5, 1, 4)) }, new("slots_full", Warning, CustomerAdmin, MenuPath: NetSuiteMenu.CertificateSetup)),
        ["Administrator"] = (Healthy with { Role = 3 }, new("role_administrator", Warning, CustomerAdmin, MenuPath: NetSuiteMenu.RolePermissions)),
        ["the integration is gone"] = (Healthy with { ConfiguredClientId = null }, new("integration_unknown", Warning, Operator)),
        ["another client ID"] = (Healthy with { ConfiguredClientId = "new" }, new("client_id_changed", Warning, Operator, "InvalidIssuer", NetSuiteMenu.Integrations)),
        ["paused"] = (Healthy with { IsRotationPaused = true }, new("rotation_paused", Info, Operator)),
        ["paused while due"] = (Due() with { IsRotationPaused = true }, new("rotation_paused", Warning, Operator)),
        ["rotation fails"] = (Healthy with { IsRotating = true, RotationError = "permission_missing" }, new("rotation_failing", Warning, Operator, "EntityOrRoleDisabled")),
    };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    public static TheoryData<string> FailureCodeNames => [.. ConstantsOf(typeof(FailureCodes))];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void What_was_seen_is_said(string name)
    {
        var (seen, expected) = Cases[name];

        var finding = Assert.Single(Findings.Of(seen), finding => finding.Code == expected.Code);

        Assert.Equal((expected.Severity, expected.Who), (finding.Severity, finding.Who));
        Assert.Contains(expected.MenuPath ?? "", finding.Fix ?? "", StringComparison.Ordinal);
        if (expected.Word is null)
        {
            Assert.Null(finding.AuditTrailWord);
        }
        else
        {
            Assert.Contains(expected.Word, finding.AuditTrailWord!.Split(", "));
        }
    }

    [Fact]
    public void Every_code_has_a_case() =>
        Assert.Equal(ConstantsOf(typeof(FindingCodes)).Order(), Cases.Values.Select(row => row.Finding.Code).Where(code => code != FailureCodes.ClockSkew).Distinct().Order());

    [Fact]
    public void Where_all_is_well_every_finding_is_ok() => Assert.All(Findings.Of(Healthy), finding => Assert.Equal(Ok, finding.Severity));

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Whatever_is_not_ok_says_what_to_do_and_who_and_whatever_is_ok_does_not(string name) => Assert.All(Findings.Of(Cases[name].Seen), AssertComplete);

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void No_code_is_said_twice(string name)
    {
        var codes = Findings.Of(Cases[name].Seen).Select(finding => finding.Code).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(FailureCodeNames))]
    public void Every_failure_of_the_login_is_an_error_with_advice_of_its_own_and_ends_the_look(string code)
    {
        var findings = Findings.Of(Healthy with { Mint = new(new NetSuiteFailure(FailureKind.Permanent, code) { StatusCode = 400 }, null), List = null });

        var finding = Assert.Single(findings, finding => finding.Code == code);
        Assert.Equal(Error, finding.Severity);
        AssertComplete(finding);
        Assert.Contains(code, FailureAdvice.Codes);
        Assert.Equal(AuditTrailWords.For(code).Select(word => word.Word), finding.AuditTrailWord?.Split(", ") ?? []);
        Assert.DoesNotContain(findings, finding => finding.Code is "token_issued" or "scope_granted" or "certificates_readable" or "slots_free");
    }

    [Theory]
    [InlineData(FailureKind.Permanent, FailureCodes.PermissionMissing, Error)]
    [InlineData(FailureKind.Ambiguous, FailureCodes.LoginRefused, Error)]
    [InlineData(FailureKind.Throttled, FailureCodes.Throttled, Warning)]
    [InlineData(FailureKind.Transient, FailureCodes.Unavailable, Warning)]
    public void A_list_that_is_refused_is_an_error_and_one_that_cannot_be_read_now_a_warning(FailureKind kind, string code, FindingSeverity expected)
    {
        var findings = Findings.Of(Healthy with { List = new(new NetSuiteFailure(kind, code) { StatusCode = 403 }, null, null) });

        Assert.Equal(expected, Assert.Single(findings, finding => finding.Code == code).Severity);
        Assert.Contains(findings, finding => finding.Code is "token_issued");
        Assert.DoesNotContain(findings, finding => finding.Code is "certificate_missing" or "slots_free");
    }

    [Theory]
    [InlineData(null, FailureCodes.DnsFailed, false)]
    [InlineData(503, FailureCodes.HtmlAnswer, false)]
    [InlineData(302, FailureCodes.RedirectRefused, false)]
    [InlineData(503, FailureCodes.Unavailable, true)]
    [InlineData(400, FailureCodes.InvalidGrant, true)]
    public void NetSuite_was_reached_when_it_answered_itself(int? status, string code, bool expected)
    {
        var findings = Findings.Of(Healthy with { Mint = new(new NetSuiteFailure(FailureKind.Transient, code) { StatusCode = status }, null), List = null });

        Assert.Equal(expected, findings.Any(finding => finding.Code == "netsuite_reached"));
        Assert.Equal(expected, findings.Any(finding => finding.Code == "clock_agrees"));
    }

    [Fact]
    public void A_token_that_does_not_tell_its_scopes_is_not_judged_by_them() =>
        Assert.DoesNotContain(Findings.Of(Healthy with { Mint = new(null, null) }), finding => finding.Code.StartsWith("scope_", StringComparison.Ordinal));

    [Fact]
    public void A_list_read_with_an_older_token_tells_what_became_of_the_certificate()
    {
        var findings = Findings.Of(Seeing(Row with { Revoked = true }) with { Mint = new(new NetSuiteFailure(FailureKind.Permanent, "invalid_grant") { StatusCode = 400 }, null) });

        Assert.Equal(["invalid_grant", "certificate_revoked"], findings.Where(finding => finding.Severity is Error).Select(finding => finding.Code));
    }

    [Fact]
    public void Every_audit_trail_word_is_one_that_NetSuite_documents() => Assert.All(
        Cases.Values.SelectMany(row => Findings.Of(row.Seen)).Where(finding => finding.AuditTrailWord is not null),
        finding => Assert.All(finding.AuditTrailWord!.Split(", "), word => Assert.Contains(word, AuditTrailWords.All)));

    [Fact]
    public void The_unknown_gets_general_advice() => Assert.NotEmpty(FailureAdvice.For("what_is_this").Fix);

    [Theory]
    [InlineData(null, "Run the check again in a minute.")]
    [InlineData(60, "Run the check again in a minute.")]
    [InlineData(3599, "Wait until 2026-06-01 13:00 UTC:")]
    [InlineData(3600, "Wait until 2026-06-01 13:00 UTC:")]
    [InlineData(3601, "Wait until 2026-06-01 13:01 UTC:")]
    public void Who_is_throttled_is_told_until_when(int? seconds, string fix)
    {
        var throttled = new NetSuiteFailure(FailureKind.Throttled, FailureCodes.Throttled) { RetryAfter = seconds is { } wait ? TimeSpan.FromSeconds(wait) : null };

        Assert.StartsWith(fix, Assert.Single(Findings.Of(Healthy with { Mint = new(throttled, null), List = null }), f => f.Code == "throttled").Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_can_read_of_every_code()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NetSuiteConnectorAuth.sln")))
        {
            folder = folder.Parent!;
        }

        var text = File.ReadAllText(Path.Combine(folder.FullName, "docs", "operating.md"));
        Assert.All(ConstantsOf(typeof(FindingCodes)), code => Assert.Contains($"`{code}`", text, StringComparison.Ordinal));
    }

    private static void AssertComplete(Finding finding)
    {
        Assert.NotEmpty(finding.What);
        Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", finding.Code);
        if (finding.Severity is Ok)
        {
            Assert.Equal((null, null, null), (finding.Fix, finding.Who, finding.AuditTrailWord));
        }
        else if (finding.Code is not "connecting")
        {
            Assert.NotNull(finding.Who);
            Assert.NotEmpty(finding.Fix!);
        }
    }

    private static Observations Seeing(ListedCertificate? row) => Healthy with { List = new(null, row, new SlotsDocument(5, 2, 1, 1)) };

    private static Observations Due() => Healthy with { Signing = Signing with { RenewsAt = Now } };

    private static IEnumerable<string> ConstantsOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

    private sealed record Expected(string Code, FindingSeverity Severity, FindingFixer? Who = null, string? Word = null, string? MenuPath = null);
}
