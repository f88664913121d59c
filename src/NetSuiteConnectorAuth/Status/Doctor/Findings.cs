using System.Globalization;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tenants;
using static NetSuiteConnectorAuth.Status.Doctor.FindingFixer;
using static NetSuiteConnectorAuth.Status.Doctor.FindingSeverity;

namespace NetSuiteConnectorAuth.Status.Doctor;

/// <summary>What follows from what the doctor saw. Pure; in the order in which one thing rests on another.</summary>
public static class Findings
{
    private const int Administrator = 3;
    private const string ConnectAgain = "Make a connect link for this tenant and have an administrator of the customer open it";

    /// <summary>NetSuite gives an end as a date, which takes up to a day away from every certificate.</summary>
    private static readonly TimeSpan HarmlessShortening = TimeSpan.FromDays(1);

    /// <summary>What a general advice to ask again in a minute fits.</summary>
    private static readonly TimeSpan ShortRest = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<Finding> Of(Observations seen) =>
    [
        .. Connection(seen), .. Wire(seen), .. Token(seen), .. List(seen), .. Validity(seen), .. Slots(seen), .. Setup(seen), .. Rotation(seen),
    ];

    private static IEnumerable<Finding> Connection(Observations seen)
    {
        yield return seen.Status switch
        {
            TenantStatus.Connected => Good(FindingCodes.Connected, "The tenant is connected."),
            TenantStatus.Provisioning => new(FindingCodes.Connecting, Info, "A person has consented; the certificate is being made and proven.", null, null, null),
            TenantStatus.Disconnected => new(FindingCodes.Disconnected, Error, "The tenant was disconnected on request.", $"{ConnectAgain}.", CustomerAdmin, null),
            TenantStatus.ReconnectRequired => Broken(FindingCodes.ReconnectRequired, "NetSuite refused the connection for good, and no token is issued until a person connects it again.", seen),
            _ => Broken(FindingCodes.NeverConnected, "Nobody has connected this tenant yet.", seen),
        };

        if (seen.Signing is null && seen.WasConnected && seen.Status is TenantStatus.Connected or TenantStatus.ReconnectRequired)
        {
            yield return new(FindingCodes.CertificateExpired, Error, "No certificate of this tenant is valid now.", $"{ConnectAgain}: a new certificate is made.", CustomerAdmin, "MissingKey");
        }
    }

    private static IEnumerable<Finding> Wire(Observations seen)
    {
        // An answer came when there is a status, whatever it was; a page or a redirect may be anybody's.
        if (seen.Mint is not { } mint || mint.Failure is { StatusCode: null } or { Code: FailureCodes.HtmlAnswer or FailureCodes.RedirectRefused or FailureCodes.OversizedAnswer })
        {
            yield break;
        }

        yield return Good(FindingCodes.NetsuiteReached, "NetSuite's host was found and reached over TLS, and it answered.");
        var offset = seen.ClockOffset.Duration();
        if (mint.Failure?.Code == FailureCodes.ClockSkew || offset <= NetSuiteClock.BackDating)
        {
            yield return mint.Failure?.Code == FailureCodes.ClockSkew ? Refusal(mint.Failure, Error, seen.Now) : Good(FindingCodes.ClockAgrees, "NetSuite's clock and ours agree.");
            yield break;
        }

        var what = $"NetSuite's clock is {Span.InWords(offset)} {(seen.ClockOffset > TimeSpan.Zero ? "ahead of" : "behind")} ours";
        yield return NetSuiteClock.IsFollowed(seen.ClockOffset)
            ? new(FindingCodes.ClockOff, Warning, $"{what}. Assertions are made by NetSuite's time, so tokens are issued.", Mend(), Operator, Words(FailureCodes.ClockSkew))
            : new(FailureCodes.ClockSkew, Error, $"{what}, which is too much to be followed.", Mend(), Operator, Words(FailureCodes.ClockSkew));

        static string Mend() => FailureAdvice.For(FailureCodes.ClockSkew).Fix;
    }

    private static IEnumerable<Finding> Token(Observations seen)
    {
        if (seen.Mint is not { } mint)
        {
            yield break;
        }

        if (mint.Failure is { } failure)
        {
            if (failure.Code != FailureCodes.ClockSkew || failure.StatusCode is null)
            {
                yield return Refusal(failure, Error, seen.Now);
            }

            yield break;
        }

        yield return Good(FindingCodes.TokenIssued, "NetSuite has just issued a token for the certificate that signs.");
        if (mint.Ungranted is { Count: > 0 } missing)
        {
            yield return new(
                FindingCodes.ScopeReduced, Warning, $"NetSuite left out of the token what was asked for: {string.Join(", ", missing)}.",
                $"Tick these scopes on the integration record ({NetSuiteMenu.Integrations}), or take them out of the configuration.", Vendor, Words(FailureCodes.InvalidScope));
        }
        else if (mint.Ungranted is not null)
        {
            yield return Good(FindingCodes.ScopeGranted, "The token has every scope that was asked for.");
        }
    }

    private static IEnumerable<Finding> List(Observations seen)
    {
        if (seen.List is not { } list)
        {
            yield break;
        }

        if (list.Failure is { } failure)
        {
            yield return Refusal(failure, failure.Kind is FailureKind.Permanent or FailureKind.Ambiguous ? Error : Warning, seen.Now);
            yield break;
        }

        yield return Good(FindingCodes.CertificatesReadable, "The role may read NetSuite's list of certificates.");
        if (seen.Signing is not null)
        {
            yield return list.Ours switch
            {
                null => new(FindingCodes.CertificateMissing, Error, "NetSuite does not list the certificate that signs: its mapping was removed, or a sandbox refresh took all of them away.",
                    $"{ConnectAgain}. What is there is shown in {NetSuiteMenu.CertificateSetup}.", CustomerAdmin, "MissingKey"),
                { Revoked: true } => new(FindingCodes.CertificateRevoked, Error, "The certificate that signs was revoked in NetSuite, which cannot be undone.",
                    $"{ConnectAgain}. Who revoked it is to be asked where it was done: {NetSuiteMenu.CertificateSetup}.", CustomerAdmin, "MissingKey"),
                _ => Good(FindingCodes.CertificateListed, "NetSuite lists the certificate that signs, and it is not revoked."),
            };
        }
    }

    private static IEnumerable<Finding> Validity(Observations seen)
    {
        if (seen.Signing is not { } signing)
        {
            yield break;
        }

        // NetSuite's own word, when it is the earlier one.
        var end = seen.List?.Ours?.ValidUntil is { } day && new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).AddDays(1) is var listed && listed < signing.ValidUntil
            ? listed
            : signing.ValidUntil;
        var left = end - seen.Now;
        yield return left <= TimeSpan.Zero
            ? new(FindingCodes.CertificateExpired, Error, $"The certificate that signs ended on {Day(end)}.", $"{ConnectAgain}: a new certificate is made.", CustomerAdmin, "MissingKey")
            : seen.Now >= signing.RenewsAt
                ? new(FindingCodes.RenewalDue, seen.IsRotating ? Info : Warning, $"The certificate ends on {Day(end)}, in {Span.InWords(left)}, and its renewal has been due since {Day(signing.RenewsAt)}.",
                    $"See what else this check says of rotation, slots and permissions. If nothing helps before that day: {ConnectAgain}.", Operator, null)
                : Good(FindingCodes.CertificateValid, $"The certificate is valid until {Day(end)}; its renewal is due on {Day(signing.RenewsAt)}.");

        if (signing.AskedUntil - end > HarmlessShortening)
        {
            yield return new(FindingCodes.ValidityShortened, Info, $"NetSuite granted the certificate until {Day(end)}, and {Day(signing.AskedUntil)} was asked for. It is renewed by what was granted.",
                "Nothing needs to be done. To ask for less, set Certificates:Lifetime.", Operator, null);
        }
    }

    private static IEnumerable<Finding> Slots(Observations seen)
    {
        if (seen.List?.Slots is not { Active: { } active, Foreign: { } foreign } slots)
        {
            yield break;
        }

        var count = $"{active} of {slots.Limit} active certificates are in NetSuite's list, {slots.Ours} made here and {foreign} not";
        yield return active < slots.Limit
            ? Good(FindingCodes.SlotsFree, $"{count}: the next rotation fits.")
            : new(FindingCodes.SlotsFull, Warning, $"{count}: the next rotation does not fit.",
                $"Revoke certificates that are no longer used and were not made here: {NetSuiteMenu.CertificateSetup}. "
                    + "The certificates of this tenant tell which those are; we never revoke them.",
                CustomerAdmin, null);
    }

    private static IEnumerable<Finding> Setup(Observations seen)
    {
        if (seen.Role is Administrator)
        {
            yield return new(FindingCodes.RoleAdministrator, Warning, "The connection acts as Administrator: whoever gets a token may do everything in the account.",
                $"Make a role with no more than these permissions in Setup and what the jobs need: {string.Join(", ", NetSuitePermissions.Required)} ({NetSuiteMenu.RolePermissions}). "
                    + $"Assign it to a user ({NetSuiteMenu.Users}). Then: {ConnectAgain}.",
                CustomerAdmin, null);
        }

        if (seen.ConfiguredClientId is null)
        {
            yield return new(FindingCodes.IntegrationUnknown, Warning, "The configuration has no integration of the name this tenant was connected with: it cannot be connected again.",
                "Put the integration back into NetSuite:Integrations, under its old name.", Operator, null);
        }
        else if (seen.Signing is { } signing && signing.ClientId != seen.ConfiguredClientId)
        {
            yield return new(FindingCodes.ClientIdChanged, Warning, "The certificate is mapped to another client ID than the configuration has for this integration.",
                $"If the credentials were reset, no old mapping works any more: {ConnectAgain}. If not, mend NetSuite:Integrations ({NetSuiteMenu.Integrations}).", Operator, "InvalidIssuer");
        }
    }

    private static IEnumerable<Finding> Rotation(Observations seen)
    {
        if (seen.IsRotationPaused)
        {
            var isDue = seen.Signing is { } signing && seen.Now >= signing.RenewsAt;
            yield return new(FindingCodes.RotationPaused, isDue ? Warning : Info, isDue ? "Rotation is paused, and it is due." : "Rotation is paused.",
                "Resume the rotation of this tenant.", Operator, null);
        }

        if (seen.RotationError is { } error && seen.WasConnected)
        {
            yield return new(FindingCodes.RotationFailing, Warning, $"A new certificate is being made, and the last attempt failed: {error}.",
                "It is tried again by itself. What stands in its way is among the other findings, or passes.", Operator, Words(error));
        }
    }

    /// <summary>Why a person is needed, in the words of the pages that person saw.</summary>
    private static Finding Broken(string code, string what, Observations seen)
    {
        if (seen.HealthReason is not { } reason)
        {
            return new(code, Error, what, $"{ConnectAgain}.", CustomerAdmin, null);
        }

        var problem = ConnectProblems.For(reason);
        var fix = problem.MenuPath is { } path ? $"{ConnectAgain}. Where to look: {path}." : $"{ConnectAgain}.";
        return new(code, Error, $"{what} What was last seen: {problem.Title}. {problem.Cause}", fix, CustomerAdmin, Words(reason));
    }

    private static Finding Refusal(NetSuiteFailure failure, FindingSeverity severity, DateTimeOffset now)
    {
        var advice = failure is { Kind: FailureKind.Throttled, RetryAfter: { } rest } && rest > ShortRest
            ? FailureAdvice.ForRest(Span.InWords(rest), Minute(now + rest))
            : FailureAdvice.For(failure.Code);
        return new(failure.Code, severity, advice.What, advice.Fix, advice.Who, Words(failure.Code));
    }

    private static Finding Good(string code, string what) => new(code, Ok, what, null, null, null);

    private static string? Words(string failureCode) =>
        AuditTrailWords.For(failureCode) is { Count: > 0 } words ? string.Join(", ", words.Select(word => word.Word)) : null;

    /// <summary>The first whole one that is not before it.</summary>
    private static string Minute(DateTimeOffset time) =>
        time.AddMinutes(1).AddTicks(-1).UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
